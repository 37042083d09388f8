import type { CallbackEvent, Job, JobOf, ModerationEvent, UnknownEvent, WorkflowEvent } from "./callback/events";
import type { KnownTag } from "./callback/tags";
import type { CallbackContext } from "./context";
import { isUnderWay } from "./helpers/state";

/** User code for one kind of event. It fails if it throws or its promise rejects. */
export type Route<Event> = (event: Event, ctx: CallbackContext) => unknown;

/** User code by kind of callback. A callback without a route is answered with 200; its outcome is `unrouted`. */
export interface Routes {
  /** Jobs that succeeded, by tag. */
  readonly onJob?: { readonly [Tag in KnownTag]?: Route<JobOf<Tag>> };
  /** Jobs that succeeded without a route of their own in `onJob`, including types newer than this version. */
  readonly onOtherJob?: Route<Job>;
  /** Jobs that failed or were cancelled, of any tag. */
  readonly onFailedJob?: Route<Job>;
  /** Workflow runs, succeeded or not; see `event.execution.state`. */
  readonly onWorkflow?: Route<WorkflowEvent>;
  /** Moderation results in either form. */
  readonly onModeration?: Route<ModerationEvent>;
  /** Callbacks of kinds that are newer than this version, and jobs in an undocumented state. */
  readonly onUnknown?: Route<UnknownEvent>;
}

/** One call of user code. A callback with several jobs causes several calls. */
export interface Delivery {
  /** Equal for two callbacks with the same content. */
  readonly key: string;
  /** Fields for the log. */
  readonly about: Readonly<Record<string, string>>;
  /** Calls user code; `undefined` if no route takes the event. */
  readonly run?: UserCall;
}

type UserCall = (ctx: CallbackContext) => Promise<void>;

/** @param digest of the body; identifies events without an id */
export function deliveriesOf(event: CallbackEvent, routes: Routes, digest: () => string): Delivery[] {
  switch (event.type) {
    case "jobs":
      return event.jobs.map((job) => ({
        key: keyOf("job", job.jobId, job.state),
        about: { jobId: job.jobId, tag: job.tag, state: job.state },
        run: jobCall(job, event.eventName, routes),
      }));
    case "workflow":
      return [
        {
          key: keyOf("run", event.execution.runId, event.execution.state),
          about: { runId: event.execution.runId, state: event.execution.state },
          run: isOver(event) ? userCall(routes.onWorkflow, event) : ignore,
        },
      ];
    case "moderation":
      return [
        {
          key: `body ${digest()}`,
          about: { jobId: event.jobId ?? "", tag: event.eventName, state: event.state },
          run: userCall(routes.onModeration, event),
        },
      ];
    case "unknown":
      return [
        { key: `body ${digest()}`, about: { tag: event.eventName ?? "" }, run: userCall(routes.onUnknown, event) },
      ];
    case "probe":
      return [];
  }
}

/** Ids and states come from outside: without spaces in the state, the last space separates it from the id. */
function keyOf(kind: string, id: string, state: string): string {
  return `${kind} ${id} ${state.replace(/[ %]/g, encodeURIComponent)}`;
}

function userCall<Event>(route: Route<Event> | undefined, event: Event): UserCall | undefined {
  return route && (async (ctx) => void (await route(event, ctx)));
}

/** For unfinished jobs: CI documents no callback for them, and they have no results yet. */
const ignore: UserCall = async () => {};

/** CI's pages hint at callbacks for the start of a run. */
function isOver({ eventName, execution }: WorkflowEvent): boolean {
  return eventName === "WorkflowFinish" || !isUnderWay(execution.state);
}

function jobCall(job: Job, eventName: string, routes: Routes): UserCall | undefined {
  if (isUnderWay(job.state)) return ignore;
  if (job.state === "Failed" || job.state === "Cancel") return userCall(routes.onFailedJob, job);
  if (job.state === "Success") return userCall(successRoute(job.tag, routes), job);
  const raw = { ...job.envelope, JobsDetail: [job.raw] };
  return userCall(routes.onUnknown, { type: "unknown", ...(eventName !== "" && { eventName }), raw });
}

function successRoute(tag: string, { onJob = {}, onOtherJob }: Routes): Route<Job> | undefined {
  const byTag = onJob as Readonly<Record<string, Route<Job> | undefined>>;
  // The tag comes from outside: "constructor" must not find a member that every object has.
  return (Object.hasOwn(byTag, tag) ? byTag[tag] : undefined) ?? onOtherJob;
}
