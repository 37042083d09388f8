/** Formats a line of a function's log for people. */
import type { LogLine } from "../platform/platform";

/** Lines that SCF itself writes around each invocation. */
const PLATFORM_LINE = /^(START|END|Report|Init Report|REPORT) RequestId/;
/** Fields that the line shows already, or that are of no use to a reader. */
const HIDDEN_FIELDS = ["time", "level", "message", "requestId", "error"];
const MAX_VALUE_CHARS = 200;

export interface ShownLine {
  readonly record: Readonly<Record<string, unknown>>;
  /** `undefined` for a line that is of no use to a reader. */
  readonly words?: string;
}

export function shownLine({ at, functionName, requestId, text }: LogLine): ShownLine {
  const time = new Date(at).toISOString();
  const fields = fieldsOf(text);
  const record = { at: time, functionName, requestId, ...(fields ? { fields } : { text }) };
  if (PLATFORM_LINE.test(text) || text === "") return { record };
  const words = fields ? wordsOf(fields) : text;
  return { record, words: `${new Date(at).toTimeString().slice(0, 8)} ${functionName} | ${words}` };
}

type Fields = Readonly<Record<string, unknown>>;

function wordsOf(fields: Fields): string {
  const { level, message } = fields;
  const failure = errorsOf(fields).map(failureOf);
  if (message === "callback") return [level, "callback", ...callbackWords(fields), ...failure].join(" ");
  const rest = Object.entries(fields).filter(([name]) => !HIDDEN_FIELDS.includes(name));
  return [level, message, ...rest.map(([name, value]) => `${name}=${shortened(value)}`), ...failure].join(" ");
}

/** The line that the handler writes for each callback. */
function callbackWords({ event, outcome, statusCode, ms, deliveries }: Fields): string[] {
  const list = Array.isArray(deliveries) ? (deliveries as readonly Fields[]) : [];
  const ids = list.map(({ jobId, runId, key }) => [jobId, runId, key].find((id) => typeof id === "string"));
  const duration = typeof ms === "number" ? `${Math.round(ms)} ms` : undefined;
  const words = [event, outcome, ...new Set(ids), statusCode, duration];
  return words.filter((word) => typeof word === "string" || typeof word === "number").map(String);
}

/** The line's own error, and the errors of the callback's jobs. */
function errorsOf({ error, deliveries }: Fields): unknown[] {
  const list = Array.isArray(deliveries) ? (deliveries as readonly Fields[]) : [];
  return [error, ...list.map((delivery) => delivery["error"])].filter((defined) => defined !== undefined);
}

/** Name and message of an error, and the position in the user's code that threw it. */
function failureOf(error: unknown): string {
  if (typeof error !== "object" || error === null) return String(error);
  const { name, message, stack } = error as Fields;
  const position = typeof stack === "string" ? positionIn(stack) : undefined;
  return `${typeof name === "string" ? name : "Error"}: ${shortened(message)}${position ? ` at ${position}` : ""}`;
}

/** The first stack frame outside Node.js, packages and the handler. */
export function positionIn(stack: string): string | undefined {
  const frames = stack
    .split("\n")
    .flatMap((line) => /^\s*at (?:async )?(?:.*\()?([^()]+:\d+:\d+)\)?$/.exec(line)?.[1] ?? []);
  return frames.find((frame) => !/^node:|node_modules|cdktf-tencentcloud-ci\/(?:dist\/)?handler/.test(frame));
}

function shortened(value: unknown): string {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "");
  return text.length > MAX_VALUE_CHARS ? `${text.slice(0, MAX_VALUE_CHARS)}…` : text;
}

function fieldsOf(text: string): Fields | undefined {
  if (!text.startsWith("{")) return undefined;
  try {
    const fields = JSON.parse(text) as Fields;
    return typeof fields["level"] === "string" && typeof fields["message"] === "string" ? fields : undefined;
  } catch {
    return undefined;
  }
}
