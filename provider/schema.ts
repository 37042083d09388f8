/** The whole schema as data, in the format of `terraform providers schema -json`; imports no code. */
import type { Schema } from "./plugin/schema";
import { BATCH_JOB } from "./schema/batch-job";
import { CALLBACK_SECRET } from "./schema/callback-secret";
import {
  CALLBACK_SETTINGS_DATA,
  MEDIA_QUEUE_DATA,
  MEDIA_SERVICE_DATA,
  MEDIA_WORKFLOW_DATA,
} from "./schema/data-sources";
import { MEDIA_QUEUE } from "./schema/media-queue";
import { MEDIA_SERVICE } from "./schema/media-service";
import { MEDIA_WORKFLOW } from "./schema/media-workflow";
import { PROVIDER_BLOCK } from "./schema/provider-block";

/** `.internal` is reserved: nobody can register this host, so no public registry has this address. */
export const PROVIDER_SOURCE = "terraform.internal/cdktf-tencentcloud-ci/tencentci";

export const RESOURCE_SCHEMAS = {
  tencentci_callback_secret: CALLBACK_SECRET,
  tencentci_media_service: MEDIA_SERVICE,
  tencentci_media_queue: MEDIA_QUEUE,
  tencentci_media_workflow: MEDIA_WORKFLOW,
  tencentci_batch_job: BATCH_JOB,
} as const satisfies Readonly<Record<string, Schema>>;

export const DATA_SOURCE_SCHEMAS = {
  tencentci_callback_settings: CALLBACK_SETTINGS_DATA,
  tencentci_media_service: MEDIA_SERVICE_DATA,
  tencentci_media_queue: MEDIA_QUEUE_DATA,
  tencentci_media_workflow: MEDIA_WORKFLOW_DATA,
} as const satisfies Readonly<Record<string, Schema>>;

/** Output of `terraform providers schema -json` for this provider, for generators of bindings. */
export const PROVIDER_SCHEMA_JSON = {
  format_version: "1.0",
  provider_schemas: {
    [PROVIDER_SOURCE]: {
      provider: PROVIDER_BLOCK,
      resource_schemas: RESOURCE_SCHEMAS,
      data_source_schemas: DATA_SOURCE_SCHEMAS,
    },
  },
};
