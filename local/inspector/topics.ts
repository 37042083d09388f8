/** Topics of a local cloud, as the page shows them. */
import type { LocalCloud } from "../cloud";
import { addressOfTopic } from "../kafka/address";
import { idOf } from "./function-nodes";
import type { Graph } from "./protocol";
import type { Traffic } from "./recorder";
import type { TopicRow } from "./topic-row";

/** Column of everything that receives callbacks. */
const LAYER = 3;

/** Each topic with its partitions, and the offsets of each function. */
export function topicRows({ topics, lags }: Pick<LocalCloud, "topics" | "lags">): TopicRow[] {
  return topics.map(({ topic, instanceId, region, partitions }) => {
    const address = addressOfTopic({ topic, instanceId, region });
    const readers = lags.filter((reader) => addressOfTopic(reader.topic) === address);
    return {
      ...{ address, topic, instanceId, region },
      partitions: partitions.map((messages, partition) => ({
        end: messages.length,
        offsets: readers.map(({ offsets }) => offsets[partition] ?? 0),
      })),
      readers: readers.map(({ functionName }) => functionName),
      lag: Math.max(0, ...readers.map(({ lag }) => lag)),
    };
  });
}

/** Topics in the diagram, with links to the functions that read them. */
export function topicNodes(topics: readonly TopicRow[], traffic: ReadonlyMap<string, Traffic>): Graph {
  return {
    nodes: topics.map(({ address, topic, instanceId, partitions, readers, lag }) => ({
      ...{ id: address, kind: "topic", layer: LAYER, title: topic, detail: instanceId },
      status: readers.length === 0 ? "off" : lag > 0 ? "busy" : "on",
      facts: { callbacks: traffic.get(address)?.count ?? 0, partitions: partitions.length, lag },
    })),
    edges: topics.flatMap(({ address, readers }) => readers.map((name) => ({ from: address, to: idOf(name) }))),
  };
}
