/** Links the lines of a body to those of its event. */

/** Fields whose event has another name for the same, and the value in another form. */
const RENAMED: Readonly<Record<string, string>> = {
  creationtime: "createdat",
  starttime: "startedat",
  endtime: "endedat",
};

/** Equal for the line of a field in a body, XML or JSON, and the line of that field in the event. */
export function linkOf(line: string): string | undefined {
  const [, element, text] = /^\s*<([\w.-]+)>([^<]*)<\/\1>\s*$/.exec(line) ?? [];
  const [, member, quoted, plain] = /^\s*"([\w.-]+)": ?(?:"(.*)"|([^"{[,]+)),?\s*$/.exec(line) ?? [];
  const name = (element ?? member)?.toLowerCase();
  if (name === undefined) return undefined;
  const renamed = RENAMED[name] ?? (Object.values(RENAMED).includes(name) ? name : undefined);
  return renamed ?? `${name}=${text ?? quoted ?? plain ?? ""}`;
}
