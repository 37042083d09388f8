import type { CallbackPoster, PostOutcome } from "../ci/post";
import { topicOfAddress } from "./address";
import type { Broker } from "./broker";

type Poster = Pick<CallbackPoster, "post" | "close">;

/** Sends what is for a topic to the broker, and everything else over HTTP. */
export function withTopics(poster: Poster, broker: Broker): Poster {
  return {
    post(sent, format, signal) {
      const topic = topicOfAddress(sent.url);
      if (!topic) return poster.post(sent, format, signal);
      const { partition, offset } = broker.produce(topic, sent.body.toString("utf8"));
      return Promise.resolve<PostOutcome>({ status: 200, answer: JSON.stringify({ partition, offset }) });
    },
    close: () => poster.close(),
  };
}
