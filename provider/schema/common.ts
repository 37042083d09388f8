/** Attributes that more than one resource has. */
import { QUEUE_FAMILY_NAMES } from "../../api/queue-families";
import type { Attribute } from "../plugin/schema";

export const ID: Attribute = {
  type: "string",
  computed: true,
  description: "Identifier within the provider; the id that `terraform import` takes.",
};

export const BUCKET: Attribute = {
  type: "string",
  required: true,
  description: "Bucket with APPID, such as `media-1250000000`. Another bucket means another object.",
};

export const REGION: Attribute = {
  type: "string",
  optional: true,
  computed: true,
  description:
    "Region of the bucket, such as `ap-guangzhou`; the provider's by default. Another region means another object.",
};

export const FAMILY: Attribute = {
  type: "string",
  optional: true,
  computed: true,
  description: `Service of CI: ${QUEUE_FAMILY_NAMES.map((name) => `\`${name}\``).join(", ")}. Default \`media\`. Another family means another object.`,
};

export const CREATE_TIME: Attribute = {
  type: "string",
  computed: true,
  description: "When it was created, as CI writes it.",
};

export const UPDATE_TIME: Attribute = {
  type: "string",
  computed: true,
  description: "When it was last changed, as CI writes it.",
};

const NOTIFY_ATTRIBUTES: Readonly<Record<string, Attribute>> = {
  state: {
    type: "string",
    optional: true,
    computed: true,
    description:
      "`On` or `Off`. Default `On`: CI's own default `Off` would make a forgotten line a silent loss of callbacks.",
  },
  event: {
    type: ["set", "string"],
    optional: true,
    computed: true,
    description: "What is called back: `TaskFinish`, `WorkflowFinish`. Default both.",
  },
  result_format: { type: "string", optional: true, computed: true, description: "`XML` or `JSON`. Default `XML`." },
  type: { type: "string", optional: true, computed: true, description: "`Url`, `TDMQ` or `Kafka`. Default `Url`." },
  url: {
    type: "string",
    optional: true,
    computed: true,
    sensitive: true,
    description: "Public http(s) address of the receiver, for type `Url`. Older documentation allows 100 characters.",
  },
  mq_mode: { type: "string", optional: true, description: "`Topic` or `Queue`, for type `TDMQ`." },
  mq_region: { type: "string", optional: true, description: "`sh`, `bj`, `gz`, `cd` or `hk`, for type `TDMQ`." },
  mq_name: { type: "string", optional: true, description: "Name of the TDMQ topic, for type `TDMQ`." },
  kafka_region: { type: "string", optional: true, description: "Region of the instance, for type `Kafka`." },
  kafka_instance_id: { type: "string", optional: true, description: "CKafka instance, for type `Kafka`." },
  kafka_topic: { type: "string", optional: true, description: "Topic of the instance, for type `Kafka`." },
};

/** Where callbacks go. `computed` where an object that is not told keeps what it has. */
export function notifyConfigAttribute(description: string, { computed }: { readonly computed: boolean }): Attribute {
  return {
    nested_type: { nesting_mode: "single", attributes: NOTIFY_ATTRIBUTES },
    optional: true,
    ...(computed && { computed }),
    description,
  };
}
