import type { BucketAddress } from "../api/hosts";
import type { CallbackEvent, Job, WorkflowExecution } from "./callback/events";
import type { Fields } from "./callback/value";
import { toExecution } from "./callback/workflow";
import { readExecution, readJob } from "./ci/lazy";
import { isFinal } from "./helpers/state";
import { HttpError } from "./http/response";

/**
 * For all questions of one callback. Less than the shortest timeout that the constructs give a function, 10 s: one that is
 * stopped answers nothing, and API Gateway makes a 200 of that.
 */
const DEADLINE_MS = 8_000;

/** Questions about the jobs of one callback that are asked side by side. */
const AT_ONCE = 8;

/**
 * Replaces what a callback says by what CI says of the same jobs, or of the same run, in the configured bucket. Kinds of
 * callback that cannot be looked up are refused: else a forger would choose one of those.
 *
 * @throws HttpError 400 when CI knows nothing of it or says otherwise, 503 when CI cannot be asked or is not yet as far
 */
export async function confirm(
  event: CallbackEvent,
  bucket: BucketAddress,
  deadlineMs = DEADLINE_MS,
): Promise<CallbackEvent> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    const late = (): void => reject(unavailable(new Error(`no answer within ${deadlineMs / 1000} s`)));
    timer = setTimeout(late, deadlineMs);
  });
  try {
    return await Promise.race([confirmed(event, bucket), tooLate]);
  } finally {
    clearTimeout(timer);
  }
}

async function confirmed(event: CallbackEvent, bucket: BucketAddress): Promise<CallbackEvent> {
  switch (event.type) {
    case "jobs": {
      const jobs: Job[] = [];
      for (let at = 0; at < event.jobs.length; at += AT_ONCE) {
        jobs.push(...(await Promise.all(event.jobs.slice(at, at + AT_ONCE).map((job) => confirmJob(job, bucket)))));
      }
      return { ...event, jobs };
    }
    case "workflow": {
      const found = await confirmRun(event.execution, bucket);
      const eventName = isFinal(event.execution.state) ? "WorkflowFinish" : "";
      const raw = { EventName: eventName, WorkflowExecution: found };
      return { type: "workflow", eventName, execution: toExecution(found), raw };
    }
    case "probe":
      return event; // says nothing and reaches nobody
    default:
      throw forged(`a ${event.type} callback, which cannot be looked up`);
  }
}

async function confirmJob(claimed: Job, bucket: BucketAddress): Promise<Job> {
  const actual = await ask(() => readJob(claimed.jobId, claimed.tag, bucket));
  if (!actual) throw forged(`a job that CI does not know`);
  compareState(claimed.state, actual.state);
  const tag = String(claimed.tag);
  if (tag !== "" && String(actual.tag) !== tag) throw forged("another tag than CI has");
  if (claimed.input?.object !== undefined && claimed.input.object !== actual.input?.object) {
    throw forged("another input object than CI has");
  }
  return actual;
}

async function confirmRun(claimed: WorkflowExecution, bucket: BucketAddress): Promise<Fields> {
  const found = await ask(() => readExecution(claimed.runId, bucket));
  if (!found) throw forged("a workflow run that CI does not know");
  const actual = toExecution(found);
  compareState(claimed.state, actual.state);
  if (claimed.workflowId !== "" && actual.workflowId !== claimed.workflowId)
    throw forged("another workflow than CI has");
  return found;
}

/**
 * CI may answer a question before it has written down what it has already announced: that is no forgery. What a callback
 * does not say needs no confirmation.
 */
function compareState(claimed: string, actual: string): void {
  if (claimed === actual || (claimed === "" && isFinal(actual))) return;
  if (isFinal(actual)) throw forged("another state than CI has");
  throw new HttpError(503, "not confirmed yet", `CI must confirm the callback (got state ${actual} for ${claimed})`);
}

async function ask<T>(question: () => Promise<T>): Promise<T> {
  try {
    return await question();
  } catch (error) {
    throw unavailable(error);
  }
}

function unavailable(cause: unknown): HttpError {
  return new HttpError(503, "cannot be confirmed now", "CI could not be asked to confirm the callback", { cause });
}

function forged(what: string): HttpError {
  return new HttpError(400, "not confirmed", `The callback must be confirmed by CI (got ${what})`);
}
