/** Realistic bodies of every callback that CI sends, built from the same parts as those of the local cloud's jobs. */
import { callbackBody } from "../ci/notify";
import type { XmlElement } from "../http/xml";
import { setFields } from "./fields";
import type { FieldValues } from "./fields";
import { sampleJobBody } from "./job";
import { moderationEvents, sampleModerationBody, sampleProbeBody } from "./moderation";
import { settingOf } from "./options";
import type { SampleOptions } from "./options";
import { sampleRequests } from "./requests";
import { sampleRunBody } from "./workflow";

export type { SampleOptions } from "./options";

/** Tags with samples: all that CI documents. */
export const sampleTags: readonly string[] = Object.keys(sampleRequests);

/** Name of the request that CI sends when a callback URL is saved. */
const PROBE = "Probe";

/** Names of the other callbacks with samples: moderation, and `Probe`. */
export const sampleEvents: readonly string[] = [...moderationEvents, PROBE];

/**
 * Body of a callback, with new ids and the current time. Results are invented.
 *
 * @param name one of `sampleTags` or `sampleEvents`
 * @throws Error for an unknown name, for a format or a version that CI does not have for it, and for an invalid path
 * @example sampleCallback("SplitVideoParts", { format: "json", failed: true })
 */
export function sampleCallback(name: string, options: SampleOptions = {}): string {
  const { set = {} } = options;
  if (Object.keys(set).length === 0) return sampleBody(name, options);
  // The JSON form has the fields of the XML form, and is easier to change.
  const { format, ...rest } = options;
  const isJob = sampleTags.includes(name);
  const json = sampleBody(name, { ...rest, format: isJob ? "json" : format });
  const body = setFields(JSON.parse(json) as Record<string, unknown>, isJob ? asTexts(set) : set);
  return isJob ? callbackBody(body as XmlElement, format === "json" ? "JSON" : "XML") : JSON.stringify(body);
}

/** In callbacks of jobs, CI writes numbers and booleans as text. */
function asTexts(values: FieldValues): FieldValues {
  const isLeaf = (value: unknown): value is number | boolean => ["number", "boolean"].includes(typeof value);
  const entries = Object.entries(values).map(([path, value]) => [path, isLeaf(value) ? String(value) : value]);
  return Object.fromEntries(entries) as FieldValues;
}

function sampleBody(name: string, options: SampleOptions): string {
  const setting = settingOf(options);
  if (sampleTags.includes(name)) {
    const format = options.format === "json" ? "JSON" : "XML";
    return options.workflow === true ? sampleRunBody(name, setting, format) : sampleJobBody(name, setting, format);
  }
  if (!sampleEvents.includes(name)) {
    const known = [...sampleTags, ...sampleEvents].join(", ");
    throw new Error(`callback must be one of ${known} (got ${JSON.stringify(name)})`);
  }
  if (options.format === "xml") throw new Error(`format of ${name} must be json (got xml): CI sends it as JSON only`);
  if (options.workflow === true) throw new Error(`${name} is not a job (got workflow: true); name the tag of a job`);
  return name === PROBE ? sampleProbeBody() : sampleModerationBody(name, setting);
}
