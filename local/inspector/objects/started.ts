/** The work that uploads started, and the object of a callback. */
import type { CallbackEvent } from "../../../handler/callback/events";
import type { LocalCloud } from "../../cloud";
import type { Bucket } from "../../cos/bucket";
import { textOf } from "../../http/xml";
import type { Recorder } from "../recorder";
import { contentOf } from "./content";
import type { InputObject, Started } from "../protocol";

/** Newest runs, jobs and calls that are listed for an object. */
const MAX_STARTED = 100;

/**
 * Runs of workflows and jobs whose input is the object, calls of functions that COS notified of it, each with its
 * callbacks; oldest first. A key that was uploaded several times has those of all its versions.
 */
export function startedBy(
  bucket: Bucket,
  key: string,
  cloud: Pick<LocalCloud, "asyncCalls">,
  recorder: Pick<Recorder, "all">,
): Started[] {
  const runs = [...bucket.executions.values()].filter((run) => run.Object === key);
  const runIds = new Set(runs.map(({ RunId }) => RunId));
  const jobs = [...bucket.jobs.values()].filter(({ Input, Workflow }) => {
    return withoutSlash(textOf(Input, "Object")) === key || runIds.has(Workflow?.RunId ?? "");
  });
  const calls = cloud.asyncCalls.filter(({ object }) => object === `${bucket.name}/${key}`);
  const started = [
    ...calls.map(({ requestId, functionName, error = "" }) => {
      return { kind: "call", id: requestId, title: functionName, state: error } as const;
    }),
    ...runs.map(({ RunId, WorkflowName, State }) => {
      return { kind: "run", id: RunId, title: WorkflowName, state: State } as const;
    }),
    ...jobs.map(({ JobId, Tag, State }) => ({ kind: "job", id: JobId, title: Tag, state: State }) as const),
  ].slice(-MAX_STARTED);
  const callbacks = new Map<string, string[]>(started.map(({ id }) => [id, []]));
  for (const { row } of recorder.all()) callbacks.get(row.subject)?.push(row.id);
  return started.map((each) => ({ ...each, callbacks: callbacks.get(each.id)! }));
}

/** The object that a callback is about, if the local cloud has it. */
export function inputOf(event: CallbackEvent, cloud: Pick<LocalCloud, "buckets" | "ffmpeg">): InputObject | undefined {
  const input = event.type === "jobs" ? event.jobs[0]?.input : event.type === "workflow" ? event.execution : undefined;
  const bucket = cloud.buckets.find(({ name }) => name === input?.bucketId);
  const key = withoutSlash(input?.object);
  const object = key === undefined ? undefined : bucket?.objects.get(key);
  if (!bucket || key === undefined || !object) return undefined;
  return { bucket: bucket.name, key, preview: contentOf(object.body).preview, hasFrames: cloud.ffmpeg !== undefined };
}

/** CI accepts keys of inputs with a leading slash. */
function withoutSlash(object: string | undefined): string | undefined {
  return object?.replace(/^\//, "");
}
