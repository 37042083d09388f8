import type { CallbackEvent, Job, JobOf, ModerationEvent, UnknownEvent, WorkflowEvent } from "./callback/events";
import type { KnownTag } from "./callback/tags";
import type { CallbackContext } from "./context";
import { isUnderWay } from "./helpers/state";

/** User code for one kind of event. It has failed when it throws or its promise rejects. */
export type Route<Event> = (event: Event, ctx: CallbackContext) => unknown;

/** What to do with which callback. What no route takes is answered 200, and its outcome is `unrouted`. */
export interface Routes {
  /** Jobs that succeeded, by tag. */
  readonly onJob?: { readonly [Tag in KnownTag]?: Route<JobOf<Tag>> };
  /** Jobs that succeeded and have no route of their own in `onJob`, also those of types newer than this version. */
  readonly onOtherJob?: Route<Job>;
  /** Jobs that failed or were cancelled, whatever their tag. */
  readonly onFailedJob?: Route<Job>;
  /** Workflow runs, succeeded or not; see `event.execution.state`. */
  readonly onWorkflow?: Route<WorkflowEvent>;
  /** Moderation results in either form. */
  readonly onModeration?: Route<ModerationEvent>;
  /** Callbacks of kinds that are newer than this version, and jobs in a state that is none of CI's documented ones. */
  readonly onUnknown?: Route<UnknownEvent>;
}

/** One call of user code. A callback with several jobs makes several. */
export interface Delivery {
  /** Equal for two callbacks that say the same. */
  readonly key: string;
  /** What the log says of it. */
  readonly about: Readonly<Record<string, string>>;
  /** Calls user code; `undefined` where no route takes the event. */
  readonly run?: UserCall;
}

type UserCall = (ctx: CallbackContext) => Promise<void>;

/** @param digest of the body; tells events apart that carry no id */
export function deliveriesOf(event: CallbackEvent, routes: Routes, digest: () => string): Delivery[] {
  switch (event.type) {
    case "jobs":
      return event.jobs.map((job) => ({
        key: `job ${job.jobId} ${job.state}`,
        about: { jobId: job.jobId, tag: job.tag, state: job.state },
        run: jobCall(job, event.eventName, routes),
      }));
    case "workflow":
      return [
        {
          key: `run ${event.execution.runId} ${event.execution.state}`,
          about: { runId: event.execution.runId, state: event.execution.state },
          run: isOver(event) ? call(routes.onWorkflow, event) : ignore,
        },
      ];
    case "moderation":
      return [
        {
          key: `body ${digest()}`,
          about: { jobId: event.jobId ?? "", tag: event.eventName, state: event.state },
          run: call(routes.onModeration, event),
        },
      ];
    case "unknown":
      return [{ key: `body ${digest()}`, about: { tag: event.eventName ?? "" }, run: call(routes.onUnknown, event) }];
    case "probe":
      return [];
  }
}

function call<Event>(route: Route<Event> | undefined, event: Event): UserCall | undefined {
  return route && (async (ctx) => void (await route(event, ctx)));
}

/** For what no route could want: CI documents no callback for it, and its results are not there yet. */
const ignore: UserCall = async () => {};

/** CI's pages hint at callbacks for the start of a run. */
function isOver({ eventName, execution }: WorkflowEvent): boolean {
  return eventName === "WorkflowFinish" || !isUnderWay(execution.state);
}

function jobCall(job: Job, eventName: string, routes: Routes): UserCall | undefined {
  if (isUnderWay(job.state)) return ignore;
  if (job.state === "Failed" || job.state === "Cancel") return call(routes.onFailedJob, job);
  if (job.state === "Success") return call(successRoute(job.tag, routes), job);
  const raw = { ...job.envelope, JobsDetail: [job.raw] };
  return call(routes.onUnknown, { type: "unknown", ...(eventName !== "" && { eventName }), raw });
}

function successRoute(tag: string, { onJob = {}, onOtherJob }: Routes): Route<Job> | undefined {
  const byTag = onJob as Readonly<Record<string, Route<Job> | undefined>>;
  // The tag comes from outside: "constructor" must not find what every object has.
  return (Object.hasOwn(byTag, tag) ? byTag[tag] : undefined) ?? onOtherJob;
}
