/** Search terms: words, and words of one field such as `tag:snapshot` or `text:"no such key"`. */
import type { CallbackRow } from "../protocol";
import { tOr } from "./texts";

/** Texts of a row by the names of its fields. */
const FIELDS: Readonly<Record<string, (row: CallbackRow) => readonly (string | number | undefined)[]>> = {
  tag: ({ title, kind }) => [title, kind],
  id: ({ id, subject, key }) => [id, subject, key],
  object: ({ object }) => [object],
  state: ({ state }) => [state],
  outcome: ({ outcome }) => [outcome, tOr("outcome", outcome)],
  status: ({ status }) => [status],
  answer: ({ answer }) => [answer],
  format: ({ format }) => [format],
  fault: ({ fault }) => [fault],
};

export interface Query {
  readonly words: readonly string[];
  readonly fields: readonly { readonly name: string; readonly value: string }[];
  /** Words of bodies and logs, which the server searches. */
  readonly texts: readonly string[];
}

export function parseQuery(text: string): Query {
  const [words, texts]: [string[], string[]] = [[], []];
  const fields: { name: string; value: string }[] = [];
  for (const [, field, quoted, plain = ""] of text.matchAll(/(?:(\w+):)?(?:"([^"]*)"?|(\S+))/g)) {
    const value = quoted ?? plain;
    const name = field?.toLowerCase() ?? "";
    if (quoted === undefined && isUnfinished(plain)) continue;
    if (name === "text") texts.push(value);
    else if (Object.hasOwn(FIELDS, name)) fields.push({ name, value: value.toLowerCase() });
    else words.push(`${field === undefined ? "" : `${field}:`}${value}`.toLowerCase());
  }
  return { words, fields, texts: texts.filter((each) => each !== "") };
}

/** A field without a word yet, as while it is being typed. */
function isUnfinished(word: string): boolean {
  const name = /^(\w+):$/.exec(word)?.[1]?.toLowerCase() ?? "";
  return name === "text" || Object.hasOwn(FIELDS, name);
}

/** @param text everything that a plain word may match, in lower case */
export function matches({ words, fields }: Query, row: CallbackRow, text: string): boolean {
  if (!words.every((word) => text.includes(word))) return false;
  return fields.every(({ name, value }) =>
    FIELDS[name]!(row).some((found) => found !== undefined && String(found).toLowerCase().includes(value)),
  );
}

/** Everything about a row that a plain word may match. */
export function searchText(row: CallbackRow): string {
  return Object.values(FIELDS)
    .flatMap((textsOf) => textsOf(row))
    .join("\n")
    .toLowerCase();
}
