/** Attributes that more than one resource has. */
import { QUEUE_FAMILY_NAMES } from "../../api/queue-families";
import type { Attribute, NestedBlock } from "../plugin/schema";
import type { TimeLimits } from "../plugin/timeouts";

export const ID: Attribute = {
  type: "string",
  computed: true,
  description: "Identifier within the provider; the id that `terraform import` takes.",
};

export const BUCKET: Attribute = {
  type: "string",
  required: true,
  description: "Bucket with APPID, such as `media-1250000000`. Another bucket forces replacement.",
};

export const REGION: Attribute = {
  type: "string",
  optional: true,
  computed: true,
  description:
    "Region of the bucket, such as `ap-guangzhou`; the provider's by default. Another region forces replacement.",
};

export const FAMILY: Attribute = {
  type: "string",
  optional: true,
  computed: true,
  description: `Service of CI: ${QUEUE_FAMILY_NAMES.map((name) => `\`${name}\``).join(", ")}. Default \`media\`. Another family forces replacement.`,
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
    description: "`On` or `Off`. Default `On`; with CI's own default, `Off`, callbacks would be lost silently.",
  },
  event: {
    type: ["set", "string"],
    optional: true,
    computed: true,
    description: "Events to report: `TaskFinish`, `WorkflowFinish`. Default both.",
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
  url_wo: {
    type: "string",
    optional: true,
    sensitive: true,
    write_only: true,
    description:
      "`url` as a write-only argument, stored in no state and no plan. Sent when `url_wo_version` changes. Terraform 1.11 and later.",
  },
  url_wo_version: {
    type: "number",
    optional: true,
    description: "Number of `url_wo`, required with it. Another number sends the address again.",
  },
  mq_mode: { type: "string", optional: true, description: "`Topic` or `Queue`, for type `TDMQ`." },
  mq_region: { type: "string", optional: true, description: "`sh`, `bj`, `gz`, `cd` or `hk`, for type `TDMQ`." },
  mq_name: { type: "string", optional: true, description: "Name of the TDMQ topic, for type `TDMQ`." },
  kafka_region: { type: "string", optional: true, description: "Region of the instance, for type `Kafka`." },
  kafka_instance_id: { type: "string", optional: true, description: "CKafka instance, for type `Kafka`." },
  kafka_topic: { type: "string", optional: true, description: "Topic of the instance, for type `Kafka`." },
};

/** Where callbacks go. `computed` if an object without this argument keeps its settings. */
export function notifyConfigAttribute(description: string, { computed }: { readonly computed: boolean }): Attribute {
  return {
    nested_type: { nesting_mode: "single", attributes: NOTIFY_ATTRIBUTES },
    optional: true,
    ...(computed && { computed }),
    description,
  };
}

/** Where callbacks go, as a data source shows it. */
export const READ_NOTIFY_CONFIG: Attribute = {
  nested_type: {
    nesting_mode: "single",
    attributes: Object.fromEntries(
      Object.entries(NOTIFY_ATTRIBUTES)
        .filter(([name]) => !name.startsWith("url_wo"))
        .map(([name, { type, sensitive }]) => [name, { type, computed: true, ...(sensitive && { sensitive }) }]),
    ),
  },
  computed: true,
  description: "Receiver of callbacks, with the members of the resources' `notify_config`. Null if none is set.",
};

/** The block `timeouts`, with its defaults. */
export function timeoutsBlock(defaults: TimeLimits): { readonly timeouts: NestedBlock } {
  const attributes = Object.entries(defaults).map(([operation, limit]): [string, Attribute] => [
    operation,
    {
      type: "string",
      optional: true,
      description: `Time limit of ${operation}, such as \`90s\`. Default \`${limit}\`.`,
    },
  ]);
  return { timeouts: { nesting_mode: "single", block: { attributes: Object.fromEntries(attributes) } } };
}

/** Time limits of quick operations; failed calls are repeated for up to three minutes. */
export const TIME_LIMITS: TimeLimits = { create: "5m", read: "5m", update: "5m", delete: "5m" };
