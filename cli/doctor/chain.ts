/** The chain from the bucket to user code, read from Terraform's state. */
import { isQueueFamily } from "../../api/queue-families";
import type { QueueFamily } from "../../api/queue-families";
import { DEFAULT_PREFIX, DURABLE_ENV } from "../../handler/delivery/durable/config";
import type { FunctionRef } from "../platform/platform";
import type { State, StateResource } from "../stack/state";
import { callbackUrlsOf, notifyOf } from "../stack/urls";
import type { CallbackUrl } from "../stack/urls";

export interface BucketRef {
  readonly bucket: string;
  readonly region: string;
}

/** Expected callback settings of a queue or a workflow. */
export interface Notify {
  readonly state: string;
  readonly url: string;
  readonly events: readonly string[];
  readonly format: string;
}

export interface QueueLink extends BucketRef {
  readonly address: string;
  readonly queueId: string;
  readonly family: QueueFamily;
  readonly state: string;
  readonly notify: Notify;
}

export interface WorkflowLink extends BucketRef {
  readonly address: string;
  readonly workflowId: string;
  readonly state: string;
}

export interface FunctionLink extends FunctionRef {
  readonly runtime: string;
  readonly topicId?: string;
  /** Alias that is invoked, and the version that was deployed behind it. */
  readonly alias?: { readonly name: string; readonly version: string };
}

/** The inbox of durable delivery. */
export interface InboxLink extends BucketRef {
  readonly prefix: string;
}

export interface Chain {
  readonly region: string;
  /** Buckets that CI processes. */
  readonly buckets: readonly BucketRef[];
  readonly services: readonly (BucketRef & { readonly family: QueueFamily })[];
  readonly queues: readonly QueueLink[];
  readonly workflows: readonly WorkflowLink[];
  readonly urls: readonly CallbackUrl[];
  readonly functions: readonly FunctionLink[];
  readonly inboxes: readonly InboxLink[];
}

/** @param defaultRegion region of resources that name none */
export function chainOf(state: State, defaultRegion: string): Chain {
  const ofType = (type: string): StateResource[] => state.resources.filter((resource) => resource.type === type);
  const bucketOf = ({ attributes }: StateResource): BucketRef => ({
    bucket: text(attributes["bucket"]),
    region: text(attributes["region"]) || defaultRegion,
  });
  const queues = ofType("tencentci_media_queue").map((resource) => ({
    ...bucketOf(resource),
    address: resource.address,
    queueId: text(resource.attributes["queue_id"]) || text(resource.attributes["id"]).split("/").pop()!,
    family: familyOf(resource.attributes["family"]),
    state: text(resource.attributes["state"]) || "Active",
    notify: notifySettings(resource),
  }));
  const workflows = ofType("tencentci_media_workflow").map((resource) => ({
    ...bucketOf(resource),
    address: resource.address,
    workflowId: text(resource.attributes["workflow_id"]) || text(resource.attributes["id"]).split("/").pop()!,
    state: text(resource.attributes["state"]),
  }));
  const services = ofType("tencentci_media_service").map((resource) => ({
    ...bucketOf(resource),
    family: familyOf(resource.attributes["family"]),
  }));
  const aliases = ofType("tencentcloud_scf_function_alias");
  const functions = ofType("tencentcloud_scf_function").map((resource) =>
    functionLink(resource, aliases, defaultRegion),
  );
  const inboxes = ofType("tencentcloud_scf_function").flatMap((resource) => inboxOf(resource, defaultRegion));
  return {
    region: defaultRegion,
    buckets: distinct([...services, ...queues, ...workflows].map(({ bucket, region }) => ({ bucket, region }))),
    ...{ services, queues, workflows, functions },
    urls: callbackUrlsOf(state),
    inboxes: distinct(inboxes),
  };
}

function functionLink({ attributes }: StateResource, aliases: readonly StateResource[], region: string): FunctionLink {
  const [name, namespace] = [text(attributes["name"]), text(attributes["namespace"]) || "default"];
  const alias = aliases.find(
    ({ attributes: own }) => own["function_name"] === name && (text(own["namespace"]) || "default") === namespace,
  )?.attributes;
  return {
    ...{ name, namespace, region },
    runtime: text(attributes["runtime"]),
    topicId: text(attributes["cls_topic_id"]) || undefined,
    ...(alias && {
      alias: { name: text(alias["name"]), version: text(alias["function_version"]) },
    }),
  };
}

function inboxOf({ attributes }: StateResource, defaultRegion: string): InboxLink[] {
  const env = (attributes["environment"] ?? {}) as Readonly<Record<string, unknown>>;
  const bucket = text(env[DURABLE_ENV.inboxBucket]);
  if (bucket === "") return [];
  const region = text(env[DURABLE_ENV.inboxRegion]) || defaultRegion;
  return [{ bucket, region, prefix: text(env[DURABLE_ENV.inboxPrefix]) || DEFAULT_PREFIX }];
}

function notifySettings({ attributes }: StateResource): Notify {
  const { state, url, event, result_format: format } = notifyOf(attributes) ?? {};
  const events = Array.isArray(event) ? event.map(text) : ["TaskFinish", "WorkflowFinish"];
  return { state: text(state) || "On", url: text(url), events, format: text(format) || "XML" };
}

function familyOf(value: unknown): QueueFamily {
  return isQueueFamily(value) ? value : "media";
}

function distinct<T extends object>(list: readonly T[]): T[] {
  return [...new Map(list.map((item) => [JSON.stringify(item), item])).values()];
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
