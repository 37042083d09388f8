import { QUEUE_FAMILY_NAMES } from "../../../api/queue-families";
import type { Call } from "../../http/call";
import { cancelBatchJob, createBatchJob, getBatchJob, listBatchJobs } from "./batch-jobs";
import { bindBucket } from "./bind-bucket";
import { cancelJob } from "./cancel-job";
import { createWorkflow } from "./create-workflow";
import { deleteWorkflow } from "./delete-workflow";
import { disableService } from "./disable-service";
import { enableService } from "./enable-service";
import { getBindStatus } from "./get-bind-status";
import { getExecution } from "./get-execution";
import { getJobs } from "./get-jobs";
import { listExecutions } from "./list-executions";
import { listJobs } from "./list-jobs";
import { listQueues } from "./list-queues";
import { listServiceBuckets } from "./list-service-buckets";
import { listWorkflows } from "./list-workflows";
import { activateWorkflow, pauseWorkflow } from "./set-workflow-state";
import { submitJob } from "./submit-job";
import { createTemplate, deleteTemplate, listTemplates, updateTemplate } from "./templates";
import { triggerWorkflow } from "./trigger-workflow";
import { unbindBucket } from "./unbind-bucket";
import { updateQueue } from "./update-queue";
import { updateWorkflow } from "./update-workflow";

export const CI_CALLS: readonly Call[] = [
  bindBucket,
  unbindBucket,
  getBindStatus,
  ...QUEUE_FAMILY_NAMES.flatMap((family) => [
    enableService(family),
    disableService(family),
    listServiceBuckets(family),
    listQueues(family),
    updateQueue(family),
  ]),
  createWorkflow,
  listWorkflows,
  updateWorkflow,
  activateWorkflow,
  pauseWorkflow,
  deleteWorkflow,
  triggerWorkflow,
  getExecution,
  listExecutions,
  submitJob,
  getJobs,
  listJobs,
  cancelJob,
  createBatchJob,
  getBatchJob,
  listBatchJobs,
  cancelBatchJob,
  createTemplate,
  updateTemplate,
  listTemplates,
  deleteTemplate,
];

/** First path segments that CI documents and that this simulation does not serve. */
export const UNSUPPORTED_CI_PATHS: readonly string[] = [
  "asr",
  "ai_jobs",
  "virus",
  "image",
  "video",
  "audio",
  "text",
  "document",
  "webpage",
];
