import type { CosHeader, ModerationEvent, ProbeEvent } from "./events";
import { parseTime } from "./time";
import { isFields } from "./value";

/** `message` of the request that CI sends when a callback URL is saved. */
const PROBE_MESSAGE = "Test request when setting callback url";

const VERDICTS: ReadonlyMap<string, ModerationEvent["verdict"]> = new Map([
  ["0", "normal"],
  ["1", "violation"],
  ["2", "suspect"],
]);

type Body = Readonly<Record<string, unknown>>;

/** `EventName` of the Detail form: `ReviewImage`, `ReviewVideo`, … */
export function isDetail(body: Body): boolean {
  return typeof body.EventName === "string" && body.EventName.startsWith("Review") && details(body) !== undefined;
}

/** The Simple form and the probe have no `EventName`; their lower-case field names distinguish them. */
export function isSimple(body: Body): boolean {
  if (body.EventName !== undefined || body.code === undefined) return false;
  const { data } = body;
  // A failed moderation may report nothing but its input.
  return isProbe(body) || (isFields(data) && ["trace_id", "result", "event"].some((name) => name in data));
}

/** A result in the Detail form. Its `JobsDetail` is one object, not a list, without `Tag` and `Operation`. */
export function detail(body: Body): ModerationEvent {
  const job = details(body) ?? {};
  return {
    type: "moderation",
    eventName: text(body.EventName) ?? "",
    version: "Detail",
    jobId: text(job.JobId),
    state: text(job.State) ?? "",
    verdict: VERDICTS.get(text(job.Result) ?? text(job.Suggestion) ?? ""),
    label: text(job.Label),
    bucketId: text(job.BucketId),
    region: text(job.Region),
    object: text(job.Object),
    url: text(job.Url),
    code: text(job.Code),
    message: text(job.Message),
    dataId: text(job.DataId),
    createdAt: parseTime(text(job.CreationTime)),
    cosHeaders: headers(job.CosHeaders),
    raw: body,
  };
}

/** A result in the Simple form, or the probe, which has the same form. */
export function simple(body: Body): ModerationEvent | ProbeEvent {
  if (isProbe(body)) return { type: "probe", raw: body };
  const data = isFields(body.data) ? (body.data as Body) : {};
  const succeeded = text(body.code) === "0";
  return {
    type: "moderation",
    eventName: text(data.event) ?? "",
    version: "Simple",
    jobId: text(data.trace_id),
    state: succeeded ? "Success" : "Failed",
    verdict: succeeded ? VERDICTS.get(text(data.result) ?? "") : undefined,
    label: text(data.label),
    bucketId: text(data.bucket_id),
    region: text(data.region),
    object: text(data.object),
    url: text(data.url),
    code: text(body.code),
    message: text(body.message),
    dataId: text(data.data_id),
    createdAt: parseTime(text(data.creation_time)),
    cosHeaders: headers(data.cos_headers),
    raw: body,
  };
}

function isProbe(body: Body): boolean {
  return text(body.message)?.trim() === PROBE_MESSAGE;
}

function details(body: Body): Body | undefined {
  const found: unknown = Array.isArray(body.JobsDetail) ? body.JobsDetail[0] : body.JobsDetail;
  return isFields(found) ? found : undefined;
}

/** Both forms write headers as a map; job callbacks write a list. */
function headers(map: unknown): CosHeader[] {
  return isFields(map) ? Object.entries(map).map(([key, value]) => ({ key, value: text(value) ?? "" })) : [];
}

function text(value: unknown): string | undefined {
  if (typeof value === "string") return value === "" ? undefined : value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : undefined;
}
