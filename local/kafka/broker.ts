/** CKafka topics: partitions, offsets, and the offsets of the groups that read them. Messages stay in memory. */
import { KAFKA_SCHEME } from "./address";
import type { TopicName } from "./address";

/** A message of a partition. */
export interface KafkaMessage {
  readonly offset: number;
  readonly body: string;
}

/** Messages of a partition, the oldest first. */
export type Partition = readonly KafkaMessage[];

/** The state of a topic. */
export interface TopicState extends TopicName {
  /** Maximum record batch, in bytes. */
  readonly maxMessageBytes: number;
  readonly partitions: readonly Partition[];
}

interface Topic extends TopicName {
  maxMessageBytes: number;
  readonly partitions: KafkaMessage[][];
}

/** Partitions of a topic that Terraform did not create; such a topic is assumed to exist. */
const EXISTING_PARTITIONS = 3;

/**
 * Limit of a topic without `max_message_bytes`. Apache Kafka's own default is 12 bytes larger; the smaller limit is the
 * stricter test.
 *
 * @see https://kafka.apache.org/documentation/#topicconfigs_max.message.bytes
 */
export const DEFAULT_MAX_MESSAGE_BYTES = 1024 * 1024;

/**
 * Bytes that a record batch of one message adds to the body: 61 for the batch and at most 14 for the record. The limit
 * applies to the whole batch.
 *
 * @see https://kafka.apache.org/documentation/#messageformat
 */
const BATCH_OVERHEAD_BYTES = 75;

/** A refusal of the broker. */
export class KafkaError extends Error {
  override readonly name = "KafkaError";
}

export class Broker {
  readonly #topics = new Map<string, Topic>();
  /** Next offset by group, topic and partition. */
  readonly #offsets = new Map<string, number>();
  readonly #listeners = new Set<() => void>();
  #producedCount = 0;

  get topics(): readonly TopicState[] {
    return [...this.#topics.values()];
  }

  /** @throws KafkaError if there is a topic of that name */
  create(name: TopicName, partitions: number, maxMessageBytes = DEFAULT_MAX_MESSAGE_BYTES): void {
    if (this.#topics.has(keyOf(name))) throw new KafkaError(`topic ${name.topic} exists already`);
    this.#add(name, partitions, maxMessageBytes);
  }

  /** Changes the limit; messages in the topic stay. */
  setMaxMessageBytes(name: TopicName, maxMessageBytes: number): void {
    this.find(name).maxMessageBytes = maxMessageBytes;
  }

  /** @throws KafkaError for fewer partitions than before */
  addPartitions(name: TopicName, partitions: number): void {
    const topic = this.find(name);
    if (partitions < topic.partitions.length) {
      throw new KafkaError(`topic ${name.topic} has ${topic.partitions.length} partitions, and cannot have fewer`);
    }
    while (topic.partitions.length < partitions) topic.partitions.push([]);
  }

  delete(name: TopicName): void {
    this.#topics.delete(keyOf(name));
    for (const key of this.#offsets.keys()) if (key.endsWith(` ${keyOf(name)}`)) this.#offsets.delete(key);
  }

  /** Finds a topic; adds it if Terraform did not create it. */
  find(name: TopicName): Topic {
    return this.#topics.get(keyOf(name)) ?? this.#add(name, EXISTING_PARTITIONS);
  }

  /**
   * Appends a message to one of the partitions in turn, since no source says that CI's messages have a key.
   *
   * @throws KafkaError for a message above the topic's limit
   */
  produce(name: TopicName, body: string): { readonly partition: number; readonly offset: number } {
    const { partitions, maxMessageBytes } = this.find(name);
    const bytes = Buffer.byteLength(body) + BATCH_OVERHEAD_BYTES;
    if (bytes > maxMessageBytes) {
      throw new KafkaError(
        `MESSAGE_TOO_LARGE: topic ${name.topic} takes record batches of at most ${maxMessageBytes} bytes (got ${bytes}); raise max_message_bytes`,
      );
    }
    const partition = this.#producedCount++ % partitions.length;
    const messages = partitions[partition]!;
    const offset = messages.length;
    // A group that begins at "latest" must start before this message is appended.
    for (const listener of this.#listeners) listener();
    messages.push({ offset, body });
    for (const listener of this.#listeners) listener();
    return { partition, offset };
  }

  /** Copies all topics with their messages to another broker. */
  copyTo(broker: Broker): void {
    for (const [key, topic] of this.#topics) {
      broker.#topics.set(key, { ...topic, partitions: topic.partitions.map((messages) => [...messages]) });
    }
  }

  /** The offset that a group reads next. */
  offsetOf(group: string, name: TopicName, partition: number): number {
    return this.#offsets.get(offsetKey(group, name, partition)) ?? 0;
  }

  commit(group: string, name: TopicName, partition: number, offset: number): void {
    this.#offsets.set(offsetKey(group, name, partition), offset);
  }

  /** Messages that a group has not read yet. */
  lagOf(group: string, name: TopicName): number {
    return this.find(name).partitions.reduce(
      (lag, messages, partition) => lag + messages.length - this.offsetOf(group, name, partition),
      0,
    );
  }

  /** Calls the listener before and after every message. */
  onMessage(listener: () => void): void {
    this.#listeners.add(listener);
  }

  #add(name: TopicName, partitions: number, maxMessageBytes = DEFAULT_MAX_MESSAGE_BYTES): Topic {
    const topic = {
      ...name,
      maxMessageBytes,
      partitions: Array.from({ length: partitions }, (): KafkaMessage[] => []),
    };
    this.#topics.set(keyOf(name), topic);
    return topic;
  }
}

function keyOf({ region, instanceId, topic }: TopicName): string {
  return `${KAFKA_SCHEME}//${region}/${instanceId}/${topic}`;
}

function offsetKey(group: string, name: TopicName, partition: number): string {
  return `${group} ${partition} ${keyOf(name)}`;
}
