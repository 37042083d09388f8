import type { CallbackPoster, PostOutcome } from "../ci/post";
import { topicOfAddress } from "./address";
import type { TopicName } from "./address";
import { KafkaError } from "./broker";
import type { Broker } from "./broker";

type Poster = Pick<CallbackPoster, "post" | "close">;

/** Sends callbacks for topics to the broker, and all others over HTTP. */
export function withTopics(poster: Poster, broker: Broker): Poster {
  return {
    post(sent, format, signal) {
      const topic = topicOfAddress(sent.url);
      if (!topic) return poster.post(sent, format, signal);
      return Promise.resolve(produce(broker, topic, sent.body.toString("utf8")));
    },
    close: () => poster.close(),
  };
}

/** A refused message is recorded as a callback without an answer, since it has no HTTP status. */
function produce(broker: Broker, topic: TopicName, body: string): PostOutcome {
  try {
    return { status: 200, answer: JSON.stringify(broker.produce(topic, body)) };
  } catch (error) {
    if (error instanceof KafkaError) return { error: error.message };
    throw error;
  }
}
