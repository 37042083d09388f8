import { UsageError } from "../errors";

/** Options that `send` and `replay` share, for `parseArgs`. */
export const TARGET_OPTIONS = {
  url: { type: "string" },
  pipeline: { type: "string", default: "1" },
  json: { type: "boolean", default: false },
} as const;

/** @throws UsageError unless the text is an integer of at least 1 */
export function readNumber(name: string, text: string): number {
  if (/^[1-9]\d{0,6}$/.test(text)) return Number(text);
  throw new UsageError(`${name} must be a whole number from 1 (got ${JSON.stringify(text)})`);
}
