import type { Construct } from "constructs";
import type { CallbackFunctionProps } from "../function/props";
import { checkInteger } from "../validation/check";
import { ValidationError } from "../validation/errors";
import { joined } from "../function/environment";
import { addTimer } from "../function/triggers";
import { readWorkflows } from "../access/grants";
import { jsonTemplate } from "../terraform/json-template";
import type { DeployedDelivery } from "./deployed";
import { topicFunctions, urlFunctions } from "./durable-functions";
import type { DurableFunctions } from "./durable-functions";
import { Inbox } from "./inbox";
import type { InboxOptions } from "./inbox";
import { addInboxTrigger } from "./inbox-trigger";
import { retryDays } from "./retry";
import type { RetryOptions } from "./retry";

/** Options of `Delivery.durable()`. */
export interface DurableDeliveryOptions extends InboxOptions {
  /**
   * When failed user code runs again.
   *
   * @default - eight runs within about two hours
   */
  readonly retry?: RetryOptions;

  /**
   * Whether the sweeper asks CI for the bucket's jobs and workflow runs that ended without a callback. It asks for the
   * types of jobs that `onJob` names, that the pipeline's uploads start or that are listed here, and for runs if there
   * is an `onWorkflow`. CI has no list of file jobs.
   *
   * @default true
   */
  readonly reconcile?: boolean | { readonly tags: readonly string[] };

  /**
   * Maximum number of jobs in one callback, from 1 to 100000. The receiver refuses larger callbacks (413).
   *
   * @default 1000
   */
  readonly maxJobs?: number;

  /**
   * Number of workers that the sweeper calls concurrently for waiting callbacks, from 1 to 10000. It calls further ones
   * as callbacks leave the inbox. The concurrency limit of the account is a sufficient value.
   *
   * @default 1000
   */
  readonly maxConcurrency?: number;

  /**
   * Minutes from one sweep to the next, from 1 to 59.
   *
   * @default 1
   */
  readonly sweepMinutes?: number;
}

/**
 * A worker creates this object twice to check that the bucket refuses the second creation. The sweeper owns the rest of
 * `state/`.
 */
const PROBE = "state/created-once";

/** The functions and the inbox of durable delivery, each function with the least permissions. */
export function deployDurable(
  scope: Construct,
  props: CallbackFunctionProps,
  options: DurableDeliveryOptions,
  jobTypes: readonly string[],
): DeployedDelivery {
  const { bucket: mediaBucket } = props;
  if (mediaBucket === undefined) {
    throw new ValidationError("Durable delivery must have the bucket of the jobs (got none): give bucket", scope);
  }
  const { attempts } = props.queue ?? {};
  if (attempts !== undefined) {
    throw new ValidationError(
      `Attempts of Ingress.kafka() must be left out with Delivery.durable() (got ${attempts}): give retry: { maxAttempts }`,
      scope,
    );
  }
  const { sweepMinutes = 1, maxJobs, maxConcurrency } = options;
  if (maxJobs !== undefined) checkInteger(scope, "Maximum jobs of a callback", maxJobs, { min: 1, max: 100_000 });
  if (maxConcurrency !== undefined) {
    checkInteger(scope, "Concurrent workers", maxConcurrency, { min: 1, max: 10_000 });
  }
  checkInteger(scope, "Interval of sweeps", sweepMinutes, { min: 1, max: 59, unit: "minutes" });
  const region = options.region ?? props.region;
  const days = retryDays(scope, sweepMinutes, options.retry);
  const inbox = new Inbox(scope, "Inbox", { ...options, region, mediaBucket, tags: props.tags, retryDays: days });
  const settings = settingsOf(inbox, options, jobTypes);

  const functions = props.queue ? topicFunctions(scope, props, settings) : urlFunctions(scope, props, settings);
  const { receiver, worker, sweeper } = functions;
  grant(functions, inbox, { bucket: mediaBucket, region: props.region }, options);

  const inboxTrigger = addInboxTrigger(worker, inbox);
  const sweepTrigger = addTimer(sweeper, "Trigger", { function: sweeper, name: "sweep", minutes: sweepMinutes });
  return {
    ...{ receiver, worker, sweeper, inbox, sweepTrigger },
    inboxTrigger: inboxTrigger.trigger,
    inboxTriggerIdentity: inboxTrigger.identity,
    callable: [...receiver.callable, inboxTrigger.trigger, sweepTrigger],
  };
}

function settingsOf(
  { bucketName, prefix }: Inbox,
  { retry, reconcile = true, maxJobs, maxConcurrency }: DurableDeliveryOptions,
  jobTypes: readonly string[],
) {
  const tags = [...new Set(jobTypes), ...(typeof reconcile === "object" ? [joined(reconcile.tags)] : [])].join(",");
  return {
    CI_CALLBACK_INBOX_BUCKET: bucketName,
    CI_CALLBACK_INBOX_PREFIX: prefix,
    ...(retry && { CI_CALLBACK_RETRY: jsonTemplate(retry) }),
    ...(maxJobs !== undefined && { CI_CALLBACK_MAX_JOBS: String(maxJobs) }),
    ...(maxConcurrency !== undefined && { CI_CALLBACK_MAX_CONCURRENCY: String(maxConcurrency) }),
    ...(reconcile === false ? { CI_CALLBACK_RECONCILE: "off" } : tags && { CI_CALLBACK_RECONCILE: tags }),
  };
}

function grant(
  { receiver, worker, sweeper }: DurableFunctions,
  { ref, prefix }: Inbox,
  media: { readonly bucket: string; readonly region?: string },
  { reconcile = true }: DurableDeliveryOptions,
): void {
  if (receiver !== worker) receiver.grantObjects(ref, ["write"], `${prefix}inbox/`);
  // Without the permission to list, COS may answer "denied" instead of "missing" for a missing object.
  worker.grantObjects(ref, ["get", "list"], prefix);
  // The inbox too: a callback with several jobs is stored there again as one callback for each job.
  for (const folder of ["inbox/", "journal/", "done/", "dead/", PROBE])
    worker.grantObjects(ref, ["write"], `${prefix}${folder}`);
  worker.grantObjects(ref, ["delete"], `${prefix}inbox/`);
  sweeper.grantObjects(ref, ["get", "list"], prefix);
  for (const folder of ["inbox/", "state/"]) sweeper.grantObjects(ref, ["write"], `${prefix}${folder}`);
  if (reconcile === false) return;
  sweeper.grantReadJobs(media);
  sweeper.grant(readWorkflows(media));
}
