import { digest as digestOf } from "../../../api/digest";
import type { Identity } from "../../callback/skim";
import { isKey } from "./names";

/** Prefix of the key of a callback with several jobs. */
const JOBS = "jobs_";
const UNCONFIRMED = "unconfirmed_";

/**
 * The key of a callback: equal for two callbacks with the same content. It consists of ids if the callback has any, so
 * that a callback and CI's answer about its job have the same key; otherwise of the body's digest.
 *
 * @param digest of the body, hexadecimal
 */
export function keyOf(callback: Identity, digest: () => string): string {
  switch (callback.type) {
    case "jobs": {
      const jobs = callback.jobs.map(({ jobId, state }) => jobKey(jobId, state));
      return jobs.length === 1 ? jobs[0]! : `${JOBS}${sha256(jobs.sort().join(" "))}`;
    }
    case "workflow":
      return runKey(callback.execution.runId, callback.execution.state);
    default:
      return `body_${digest()}`;
  }
}

export const jobKey = (jobId: string, state: string): string => idKey("job", jobId, state);

/**
 * Key of a callback that waits without CI's confirmation. It has its own key, so that it cannot occupy the key of the
 * job that it names. The same callback gets another key when it arrives again.
 */
export function unconfirmedKey(
  { key, receivedAt }: { readonly key: string; readonly receivedAt: number },
  body: string,
): string {
  return `${UNCONFIRMED}${sha256(`${key} ${receivedAt} ${body}`)}`;
}

export const isUnconfirmedKey = (key: string): boolean => key.startsWith(UNCONFIRMED);

export const isJobsKey = (key: string): boolean => key.startsWith(JOBS);

export const runKey = (runId: string, state: string): string => idKey("run", runId, state);

/** Ids come from outside. Their digest is taken if they are not valid in an object name, or could be read in two ways. */
function idKey(kind: string, id: string, state: string): string {
  const key = `${kind}_${id}_${state}`;
  return isKey(key) && !state.includes("_") ? key : `${kind}_${sha256(JSON.stringify([id, state]))}`;
}

function sha256(text: string): string {
  return digestOf("sha256", text, "hex");
}
