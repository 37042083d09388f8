/** The cases of the matrix: every callback of CI, in each format and state, arriving in each way. */
import { sampleCallback, sampleEvents, sampleTags } from "../../samples";

/**
 * How a callback arrives.
 *
 * - `twice`: the same body again, after the answer
 * - `late`: a day after the job ended
 * - `killed`: the process of each function is killed after its first call and before its answer; then the same body
 * arrives again
 */
export const ARRIVALS = ["once", "twice", "late", "killed"] as const;

export type Arrival = (typeof ARRIVALS)[number];

/** One case. */
export interface MatrixCase {
  /** One of `matrixCallbacks`. */
  readonly callback: string;
  readonly format: "xml" | "json";
  readonly state: "ok" | "failed";
  readonly arrival: Arrival;
}

/** A job of a type that this version does not know. */
export const NEWER_TAG = "NewerTag";
/** The end of a workflow run. */
export const WORKFLOW = "WorkflowFinish";
const PROBE = "Probe";
const DAY_MS = 24 * 3_600_000;
/** The job in the callbacks of `NEWER_TAG` and `WORKFLOW`. */
const ANY_TAG = "SplitVideoParts";

/** Names of all callbacks. */
export const matrixCallbacks: readonly string[] = [...sampleTags, NEWER_TAG, WORKFLOW, ...sampleEvents];

/** Every case of these callbacks. Moderation has no XML form, and the probe has no state. */
export function casesOf(callbacks: readonly string[], arrivals: readonly Arrival[]): MatrixCase[] {
  return callbacks.flatMap((callback) => {
    const formats = sampleEvents.includes(callback) ? (["json"] as const) : (["xml", "json"] as const);
    const states = callback === PROBE ? (["ok"] as const) : (["ok", "failed"] as const);
    return states.flatMap((state) =>
      formats.flatMap((format) => arrivals.map((arrival) => ({ callback, format, state, arrival }))),
    );
  });
}

/** The body of a case, with new ids. */
export function bodyOf(
  { callback, format, state, arrival }: MatrixCase,
  bucket: { readonly bucket?: string; readonly region?: string },
): string {
  const now = new Date(Date.now() - (arrival === "late" ? DAY_MS : 0));
  const options = { ...bucket, format, failed: state === "failed", now };
  if (callback === WORKFLOW) return sampleCallback(ANY_TAG, { ...options, workflow: true });
  if (callback !== NEWER_TAG) return sampleCallback(callback, options);
  return sampleCallback(ANY_TAG, { ...options, set: { "JobsDetail.Tag": NEWER_TAG } });
}

/**
 * The route for the callbacks of a case.
 *
 * @param hasOtherRoute whether the handler has `onOtherJob`, which takes the tags without a route of their own
 */
export function routeOf({ callback, state }: MatrixCase, hasOtherRoute: boolean): string | undefined {
  if (callback === PROBE) return undefined; // the handler answers it itself
  if (callback === WORKFLOW) return "onWorkflow";
  if (sampleEvents.includes(callback)) return "onModeration";
  if (state === "failed") return "onFailedJob";
  if (callback === NEWER_TAG) return "onOtherJob";
  return hasOtherRoute ? `onJob.${callback} or onOtherJob` : `onJob.${callback}`;
}
