import { DEFAULT_MAX_MESSAGE_BYTES, KafkaError } from "../../kafka/broker";
import type { TopicName } from "../../kafka/address";
import { ApiError, number, text } from "../kind";
import type { Attributes, ResourceKind } from "../kind";

/** Range of `max_message_bytes`, by the vendor's SDK (`CreateTopicRequest`); the provider's page says up to 8 MB. */
const MIN_LIMIT = 1024;
const MAX_LIMIT = 12 * 1024 * 1024;

/** A topic of a CKafka instance. Every instance exists. */
export const ckafkaTopic: ResourceKind = {
  create(attributes, { kafka, region }) {
    withApiErrors("ResourceInUse.Topic", () =>
      kafka.create(nameOf(attributes, region), number(attributes, "partition_num", 1), limitOf(attributes)),
    );
    return Promise.resolve({ max_message_bytes: limitOf(attributes) });
  },

  update(attributes, { region }, { kafka }) {
    const partitions = number(attributes, "partition_num", 1);
    withApiErrors("InvalidParameter", () => kafka.addPartitions(nameOf(attributes, region), partitions));
    kafka.setMaxMessageBytes(nameOf(attributes, region), limitOf(attributes));
    return Promise.resolve({});
  },

  delete({ attributes, region }, { kafka }) {
    kafka.delete(nameOf(attributes, region));
    return Promise.resolve();
  },
};

/** @throws ApiError for a limit outside what the API allows */
function limitOf(attributes: Attributes): number {
  const limit = number(attributes, "max_message_bytes", 0) || DEFAULT_MAX_MESSAGE_BYTES;
  if (limit >= MIN_LIMIT && limit <= MAX_LIMIT) return limit;
  throw new ApiError(
    "InvalidParameterValue",
    `max_message_bytes must be from ${MIN_LIMIT} to ${MAX_LIMIT} bytes (got ${limit})`,
  );
}

function nameOf(attributes: Attributes, region: string): TopicName {
  return { region, instanceId: text(attributes, "instance_id"), topic: text(attributes, "topic_name") };
}

function withApiErrors(code: string, change: () => void): void {
  try {
    change();
  } catch (error) {
    if (error instanceof KafkaError) throw new ApiError(code, error.message);
    throw error;
  }
}
