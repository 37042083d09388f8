/** Topics in messages between server and page. Types only, as in `protocol`. */

/** A topic of CKafka with its partitions. */
export interface TopicRow {
  /** Address of the topic, `ckafka://region/instance/topic`; also the id of its node in the diagram. */
  readonly address: string;
  readonly topic: string;
  readonly instanceId: string;
  readonly region: string;
  /** In the order of their numbers, from 0. */
  readonly partitions: readonly PartitionRow[];
  /** Functions that read the topic. */
  readonly readers: readonly string[];
  /** Messages that the slowest function has not read yet. */
  readonly lag: number;
}

export interface PartitionRow {
  /** Offset of the next message that is written; messages are never removed. */
  readonly end: number;
  /** Offset of the next message that a function reads, in the order of `TopicRow.readers`. */
  readonly offsets: readonly number[];
}
