import { notifyTarget } from "../ci/notify";
import type { NotifyConfig } from "../ci/model";
import { startNotify } from "../ci/topology";
import type { Bucket } from "../cos/bucket";
import type { Target } from "./protocol";

/** A queue or a workflow with a callback URL. */
export interface Caller extends Target {
  readonly kind: "queue" | "workflow";
  /** The callback URL, secret included: never sent to the page. */
  readonly url: string;
  readonly bucket: string;
  readonly region: string;
}

/** Queues and workflows of a bucket whose callbacks are on. */
export function callersOf(bucket: Bucket): Caller[] {
  const { name, region, workflows } = bucket;
  const found = [
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
  return found.flatMap(({ kind, id, label, notify }) => {
    const target = targetOf(notify);
    return target ? [{ kind, id, label: `${name} · ${label}`, bucket: name, region, ...target }] : [];
  });
}

/** The callback URL in the settings, whichever event they are for. */
export function targetOf(notify: NotifyConfig | undefined): ReturnType<typeof notifyTarget> {
  return notifyTarget(notify, "TaskFinish") ?? notifyTarget(notify, "WorkflowFinish");
}
