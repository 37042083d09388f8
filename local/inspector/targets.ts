import { SUBMITTER_ENV } from "../../handler/submitter/config";
import type { Rule } from "../../handler/submitter/config";
import { notifyTarget } from "../ci/notify";
import type { NotifyConfig } from "../ci/model";
import { startNotify } from "../ci/topology";
import type { LocalCloud } from "../cloud";
import type { Bucket } from "../cos/bucket";
import type { Target } from "./protocol";

/** Origin of callbacks with a callback URL: a queue, a workflow, or the jobs that a submitter starts on uploads. */
export interface CallbackSource extends Target {
  readonly kind: "queue" | "workflow" | "uploads";
  /** The callback URL, secret included: never sent to the page. */
  readonly url: string;
  readonly bucket: string;
  readonly region: string;
}

/** The part of a cloud that holds the origins of callbacks. */
export type SourceCloud = Pick<LocalCloud, "buckets" | "resources">;

/** All origins of callbacks whose callbacks are on. */
export function callbackSources({ buckets, resources }: SourceCloud): CallbackSource[] {
  return [...buckets.flatMap(sourcesInBucket), ...resources.flatMap(uploadSources)];
}

function sourcesInBucket(bucket: Bucket): CallbackSource[] {
  const { name, region, workflows } = bucket;
  const candidates = [
    ...bucket.allQueues().map(({ QueueId, Name, NotifyConfig }) => ({
      kind: "queue" as const,
      id: QueueId,
      label: Name,
      notify: NotifyConfig,
    })),
    ...[...workflows.values()].map(({ WorkflowId, Name, Topology }) => ({
      kind: "workflow" as const,
      id: WorkflowId,
      label: Name,
      notify: startNotify(Topology),
    })),
  ];
  return candidates.flatMap(({ kind, id, label, notify }) => {
    const target = targetOf(notify);
    return target ? [{ kind, id, label: `${name} · ${label}`, bucket: name, region, ...target }] : [];
  });
}

/** A submitter gives each of its jobs the callback URL of its own environment. */
function uploadSources({ type, id, attributes, region: ownRegion }: LocalCloud["resources"][number]): CallbackSource[] {
  if (type !== "tencentcloud_scf_function") return [];
  const environment = (attributes["environment"] ?? {}) as Readonly<Record<string, string>>;
  const url = environment[SUBMITTER_ENV.callbackUrl];
  const rule = environment[SUBMITTER_ENV.rule];
  const bucket = environment[SUBMITTER_ENV.bucket];
  if (!url || !rule || !bucket) return [];
  const { format, prefix } = JSON.parse(rule) as Rule;
  const region = environment[SUBMITTER_ENV.region] || ownRegion;
  return [
    {
      kind: "uploads",
      id,
      label: `${bucket} · ${prefix}*`,
      url,
      bucket,
      region,
      format,
    },
  ];
}

/** The callback URL and format in the settings of a queue or a workflow. */
export function targetOf(notify: NotifyConfig | undefined): ReturnType<typeof notifyTarget> {
  return notifyTarget(notify, "TaskFinish") ?? notifyTarget(notify, "WorkflowFinish");
}
