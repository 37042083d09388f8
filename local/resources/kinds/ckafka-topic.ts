import { KafkaError } from "../../kafka/broker";
import type { TopicName } from "../../kafka/address";
import { ApiError, number, text } from "../kind";
import type { Attributes, ResourceKind } from "../kind";

/** A topic of a CKafka instance. Every instance exists. */
export const ckafkaTopic: ResourceKind = {
  create(attributes, { kafka, region }) {
    refusing("ResourceInUse.Topic", () =>
      kafka.create(nameOf(attributes, region), number(attributes, "partition_num", 1)),
    );
    return Promise.resolve({});
  },

  update(attributes, { region }, { kafka }) {
    const partitions = number(attributes, "partition_num", 1);
    refusing("InvalidParameter", () => kafka.addPartitions(nameOf(attributes, region), partitions));
    return Promise.resolve({});
  },

  delete({ attributes, region }, { kafka }) {
    kafka.delete(nameOf(attributes, region));
    return Promise.resolve();
  },
};

function nameOf(attributes: Attributes, region: string): TopicName {
  return { region, instanceId: text(attributes, "instance_id"), topic: text(attributes, "topic_name") };
}

function refusing(code: string, change: () => void): void {
  try {
    change();
  } catch (error) {
    if (error instanceof KafkaError) throw new ApiError(code, error.message);
    throw error;
  }
}
