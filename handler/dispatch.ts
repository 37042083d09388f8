import type { CallbackEvent, Job, JobOf, ModerationEvent, UnknownEvent, WorkflowEvent } from "./callback/events";
import type { KnownTag } from "./callback/tags";
import type { CallbackContext } from "./context";
import { isFinal } from "./helpers/state";

/** User code for one kind of event. It has failed when it throws or its promise rejects. */
export type Route<Event> = (event: Event, ctx: CallbackContext) => unknown;

/** What to do with which callback. What no route takes is accepted, and seen in the log alone. */
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
  /** Callbacks of kinds that are newer than this version. */
  readonly onUnknown?: Route<UnknownEvent>;
}

/** One call of user code. A callback with several jobs makes several. */
export interface Delivery {
  /** Equal for two callbacks that say the same. */
  readonly key: string;
  /** What the log says of it. */
  readonly about: Readonly<Record<string, string>>;
  /** Calls user code; resolves at once where no route takes the event. */
  readonly run: (ctx: CallbackContext) => Promise<void>;
}

/** @param digest of the body; tells events apart that carry no id */
export function deliveriesOf(event: CallbackEvent, routes: Routes, digest: () => string): Delivery[] {
  switch (event.type) {
    case "jobs":
      return event.jobs.map((job) => ({
        key: `job ${job.jobId} ${job.state}`,
        about: { jobId: job.jobId, tag: job.tag, state: job.state },
        run: async (ctx) => void (await routeOf(job, routes)?.(job, ctx)),
      }));
    case "workflow":
      return [
        {
          key: `run ${event.execution.runId} ${event.execution.state}`,
          about: { runId: event.execution.runId, state: event.execution.state },
          run: async (ctx) => void (isOver(event) && (await routes.onWorkflow?.(event, ctx))),
        },
      ];
    case "moderation":
      return [
        {
          key: `body ${digest()}`,
          about: { jobId: event.jobId ?? "", tag: event.eventName, state: event.state },
          run: async (ctx) => void (await routes.onModeration?.(event, ctx)),
        },
      ];
    case "unknown":
      return [
        {
          key: `body ${digest()}`,
          about: { tag: event.eventName ?? "" },
          run: async (ctx) => void (await routes.onUnknown?.(event, ctx)),
        },
      ];
    case "probe":
      return [];
  }
}

/** CI's pages hint at callbacks for the start of a run; its results are not there yet. */
function isOver({ eventName, execution }: WorkflowEvent): boolean {
  return eventName === "WorkflowFinish" || isFinal(execution.state);
}

/** No route takes a job that is still on its way: CI documents no callback for one, and its results are not there yet. */
function routeOf(job: Job, routes: Routes): Route<Job> | undefined {
  if (job.state === "Failed" || job.state === "Cancel") return routes.onFailedJob;
  if (job.state !== "Success") return undefined;
  const byTag = (routes.onJob ?? {}) as Readonly<Record<string, Route<Job>>>;
  // The tag comes from outside: "constructor" must not find what every object has.
  return Object.hasOwn(byTag, job.tag) ? byTag[job.tag] : routes.onOtherJob;
}
