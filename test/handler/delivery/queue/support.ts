import { vi } from "vitest";

/** Records as the vendor's pages show them. @see https://cloud.tencent.com/document/product/583/17530 */
export function kafkaEvent(bodies: readonly unknown[], over: Record<string, unknown> = {}): object {
  return {
    Records: bodies.map((msgBody, offset) => ({
      Ckafka: { topic: "ci-callbacks", partition: 1, offset, msgKey: "None", msgBody, ...over },
    })),
  };
}

/** @see https://www.tencentcloud.com/document/product/583/11517 */
export function cmqEvent(bodies: readonly unknown[]): object {
  return {
    Records: bodies.map((msgBody, index) => ({
      CMQ: {
        type: "topic",
        topicOwner: 1250000000,
        topicName: "ci-callbacks",
        subscriptionName: "media",
        publishTime: "1970-01-01T00:00:00.000Z",
        msgId: `12334534${index}`,
        requestId: "123345346",
        msgBody,
        msgTag: "tag1,tag2",
      },
    })),
  };
}

/** Waits between repetitions of a batch take no time; the longer limit of an alarm is never reached. */
export function skipWaits(): void {
  const after = globalThis.setTimeout;
  vi.spyOn(globalThis, "setTimeout").mockImplementation((run: () => void, ms = 0) => after(run, ms < 4000 ? 0 : ms));
}
