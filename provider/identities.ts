/** Resource identities of services, queues and workflows, and the import ids of the same objects. */
import type { Identity, IdentityAttribute } from "./plugin/identity";

const BUCKET: IdentityAttribute = {
  type: "string",
  required: true,
  description: "Bucket with APPID, such as `media-1250000000`.",
};
const REGION: IdentityAttribute = { type: "string", description: "Region of the bucket; the provider's by default." };
const FAMILY: IdentityAttribute = { type: "string", description: "Service of CI. Default `media`." };

export const SERVICE_IDENTITY: Identity = {
  version: 0,
  attributes: { bucket: BUCKET, region: REGION, family: FAMILY },
  importId: ({ bucket, region, family }) => joined(region, bucket, family),
};

export const QUEUE_IDENTITY: Identity = {
  version: 0,
  attributes: {
    bucket: BUCKET,
    region: REGION,
    family: FAMILY,
    queue_id: { type: "string", required: true, description: "CI's id of the queue." },
  },
  importId: ({ bucket, region, family, queue_id }) => joined(region, bucket, family, queue_id),
};

export const WORKFLOW_IDENTITY: Identity = {
  version: 0,
  attributes: {
    bucket: BUCKET,
    region: REGION,
    workflow_id: { type: "string", required: true, description: "CI's id of the workflow." },
  },
  importId: ({ bucket, region, workflow_id }) => joined(region, bucket, workflow_id),
};

/** The id that `terraform import` takes, see address.ts. Missing parts are omitted. */
function joined(...parts: readonly (string | null | undefined)[]): string {
  return parts.filter((part) => part !== null && part !== undefined && part !== "").join("/");
}
