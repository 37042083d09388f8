import { MAX_DEPTH } from "../../api/xml-syntax";
import type { CallbackEvent } from "./events";
import { parseJson } from "./json";
import type { ParseOptions } from "./parse";
import { DEFAULT_MAX_BYTES, parseCallback } from "./parse";
import { bodyText } from "./text";
import { isFields } from "./value";

/** The identity of a callback. */
export type Identity =
  | { readonly type: "jobs"; readonly jobs: readonly { readonly jobId: string; readonly state: string }[] }
  | { readonly type: "workflow"; readonly execution: { readonly runId: string; readonly state: string } }
  | { readonly type: Exclude<CallbackEvent["type"], "jobs" | "workflow"> };

/** Deeper bodies are parsed: counting depth as the parser does is not worth the code. */
const SHALLOW = MAX_DEPTH / 2;

/**
 * The part of a callback that its key needs, with the same refusals as `parseCallback`. For the usual JSON of jobs no
 * event is built, which saves most of the work. Everything else is parsed.
 */
export function skimCallback(
  body: string | Uint8Array,
  headers?: Readonly<Record<string, string>>,
  options: ParseOptions = {},
): Identity {
  const text = bodyText(body, options.maxBytes ?? DEFAULT_MAX_BYTES);
  return (text.startsWith("{") ? skimJobs(text) : undefined) ?? parseCallback(text, headers, options);
}

/** `undefined` unless the body certainly has the expected form. */
function skimJobs(text: string): Identity | undefined {
  const { value } = parseJson(text);
  const details = value.JobsDetail;
  if (value.EventName !== "TaskFinish" || !Array.isArray(details)) return undefined;
  if ("WorkflowExecution" in value || "Response" in value) return undefined;
  if (details.length === 0 || !isPlain(text, value)) return undefined;
  const jobs = [];
  for (const detail of details as unknown[]) {
    if (!isFields(detail)) return undefined;
    const [jobId, state, tag] = [wordOf(detail.JobId), wordOf(detail.State), wordOf(detail.Tag)];
    if (jobId === "" || state === "" || tag === "") return undefined;
    jobs.push({ jobId, state });
  }
  return { type: "jobs", jobs };
}

function wordOf(value: unknown): string {
  return typeof value === "string" ? value.trim() : "";
}

/** Whether a body is neither deep nor has a refused name. For most bodies this needs no walk. */
function isPlain(json: string, value: unknown): boolean {
  if (json.includes("__proto__") || json.includes("\\u005")) return false;
  return count(json, "{") + count(json, "[") <= SHALLOW || isShallow(value, SHALLOW);
}

/** Number of occurrences of a character, counted up to one more than the limit. */
function count(text: string, char: string): number {
  let found = 0;
  for (let at = text.indexOf(char); at >= 0 && found <= SHALLOW; at = text.indexOf(char, at + 1)) found++;
  return found;
}

function isShallow(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return true;
  if (levels === 0) return false;
  return Object.values(value).every((member) => isShallow(member, levels - 1));
}
