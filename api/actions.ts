/**
 * CAM's names of CI's calls; those on jobs are in job-types.ts. Numbers are pages of tencentcloud.com/document/product.
 * Where pages, or a page and an SDK, name different actions for the same call, all of them are listed.
 */
import type { QueueFamily } from "./queue-families";

/** Binding CI to a bucket. `DescribeCIBuckets` is granted on `*` only. 460/41741 */
export const BIND_ACTIONS = {
  read: ["ci:DescribeCIBuckets"],
  bind: ["ci:CreateCIBucket"],
  unbind: ["ci:DeleteCIBucket"],
} as const;

/** Actions on one of a bucket's services and its queues. */
export interface ServiceActions {
  /** Lists the buckets that have the service: granted on `*` only. */
  readonly list: readonly string[];
  readonly enable: readonly string[];
  readonly disable: readonly string[];
  readonly listQueues: readonly string[];
  readonly updateQueue: readonly string[];
}

/** Services whose pages name the action that lists buckets in the singular and in the plural. */
const withBothListNames = (name: string): ServiceActions => ({
  list: [`ci:Describe${name}Bucket`, `ci:Describe${name}Buckets`],
  enable: [`ci:Create${name}Bucket`],
  disable: [`ci:Delete${name}Bucket`],
  listQueues: [`ci:Describe${name}Queues`],
  updateQueue: [`ci:Update${name}Queue`],
});

const withPluralListName = (name: string): ServiceActions => ({
  ...withBothListNames(name),
  list: [`ci:Describe${name}Buckets`],
});

export const SERVICE_ACTIONS: Readonly<Record<QueueFamily, ServiceActions>> = {
  media: withPluralListName("Media"), // 1045/58195
  picture: withBothListNames("PicProcess"), // 460/41741
  speech: withPluralListName("Asr"), // 1045/73363, 1045/73366, 1045/73367
  ai: withBothListNames("AiProcess"), // 1045/72923, 1045/72924
  document: withBothListNames("DocProcess"), // 1045/47936
  file: withBothListNames("FileProcess"), // 1045/72961, 1045/72964, 1045/72965
};

/** Workflows. No page names the actions that start and stop one: the SDK's names of these calls are granted beside `Update`. */
export const WORKFLOW_ACTIONS = {
  list: ["ci:DescribeMediaWorkflows"],
  create: ["ci:CreateMediaWorkflow"],
  update: ["ci:UpdateMediaWorkflow"],
  activate: ["ci:ActiveMediaWorkflow", "ci:UpdateMediaWorkflow"],
  pause: ["ci:PausedMediaWorkflow", "ci:UpdateMediaWorkflow"],
  delete: ["ci:DeleteMediaWorkflow"],
  trigger: ["ci:TriggerMediaWorkflow"],
  readRuns: ["ci:DescribeMediaWorkflowExecutions"],
} as const;

/** Templates. 460/41741 */
export const TEMPLATE_ACTIONS = {
  list: ["ci:DescribeMediaTemplates"],
  create: ["ci:CreateMediaTemplate"],
  update: ["ci:UpdateMediaTemplate"],
  delete: ["ci:DeleteMediaTemplate"],
} as const;

/** Batches of jobs on existing objects of a bucket. */
export const BATCH_ACTIONS = {
  create: ["ci:CreateInventoryTriggerJob"],
  read: ["ci:DescribeInventoryTriggerJob", "ci:DescribeInventoryTriggerJobs"],
  cancel: ["ci:CancelInventoryTriggerJob"],
} as const;

/** Actions that are granted on `*` only: a policy that names a bucket for them is refused. */
export function needsAllResources(action: string): boolean {
  return /^ci:(DescribeCIBuckets|Describe(Media|Asr|PicProcess|AiProcess|DocProcess|FileProcess)Buckets?)$/.test(
    action,
  );
}
