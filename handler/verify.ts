import type { BucketAddress } from "../api/hosts";
import type { CallbackEvent, Job, WorkflowExecution } from "./callback/events";
import type { Fields } from "./callback/value";
import { toExecution } from "./callback/workflow";
import { readExecution, readJob } from "./ci/lazy";
import { isFinal } from "./helpers/state";
import { HttpError } from "./http/response";

/**
 * Time for all requests to CI about one callback. It is shorter than the minimum timeout of a function in the
 * constructs, 10 s: a function that the platform stops gives no answer, and API Gateway then answers 200.
 */
const DEADLINE_MS = 8_000;

/** Number of concurrent requests to CI about the jobs of one callback. */
const CONCURRENCY = 8;

/**
 * Replaces the content of a callback by CI's own report on the same jobs, or on the same run, in the configured bucket.
 * Callbacks that cannot be looked up are refused: otherwise an attacker would use them.
 *
 * @throws HttpError 400 if CI does not know the job or contradicts, 503 if CI cannot be asked or has not caught up yet
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
      for (let at = 0; at < event.jobs.length; at += CONCURRENCY) {
        jobs.push(...(await Promise.all(event.jobs.slice(at, at + CONCURRENCY).map((job) => confirmJob(job, bucket)))));
      }
      return { ...event, jobs };
    }
    case "workflow": {
      const execution = await confirmRun(event.execution, bucket);
      const eventName = isFinal(event.execution.state) ? "WorkflowFinish" : "";
      const raw = { EventName: eventName, WorkflowExecution: execution };
      return { type: "workflow", eventName, execution: toExecution(execution), raw };
    }
    case "probe":
      return event; // contains no information and reaches no user code
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
  const execution = await ask(() => readExecution(claimed.runId, bucket));
  if (!execution) throw forged("a workflow run that CI does not know");
  const actual = toExecution(execution);
  compareState(claimed.state, actual.state);
  if (claimed.workflowId !== "" && actual.workflowId !== claimed.workflowId)
    throw forged("another workflow than CI has");
  return execution;
}

/**
 * CI may answer before it has stored the announced result: that is not a forgery. Fields that a callback does not have
 * need no confirmation.
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
