/** Links the lines of a body to those of its event. */

/** Fields that have another name and another form of the value in the event. */
const RENAMED: Readonly<Record<string, string>> = {
  creationtime: "createdat",
  starttime: "startedat",
  endtime: "endedat",
};

/** A key that is equal for a field's line in a body (XML or JSON) and its line in the event. */
export function linkKeyOf(line: string): string | undefined {
  const [, element, text] = /^\s*<([\w.-]+)>([^<]*)<\/\1>\s*$/.exec(line) ?? [];
  const [, member, quoted, plain] = /^\s*"([\w.-]+)": ?(?:"(.*)"|([^"{[,]+)),?\s*$/.exec(line) ?? [];
  const name = (element ?? member)?.toLowerCase();
  if (name === undefined) return undefined;
  const renamed = RENAMED[name] ?? (Object.values(RENAMED).includes(name) ? name : undefined);
  return renamed ?? `${name}=${text ?? quoted ?? plain ?? ""}`;
}
