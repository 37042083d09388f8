import { Lazy, TerraformStack } from "cdktf";
import { describe, expect, it } from "vitest";
import { QUEUE_FAMILY_NAMES } from "../../../api/queue-families";
import { MediaQueue, ValidationError } from "../../../lib";
import type { MediaQueueProps } from "../../../lib";
import { newStack, resources } from "../support";

const BUCKET = "media-1250000000";
const URL = "https://cb.example.com/0123456789abcdef";

function queue(props: Partial<MediaQueueProps>): Record<string, unknown> {
  const stack = newStack();
  new MediaQueue(stack, "Queue", { bucket: BUCKET, ...props });
  const all = resources(stack, "tencentci_media_queue");
  expect(all).toHaveLength(1);
  return all[0]!;
}

describe("MediaQueue", () => {
  it("reports everything as JSON to the URL", () => {
    expect(queue({ callbackUrl: URL })).toEqual({
      bucket: BUCKET,
      notify_config: {
        state: "On",
        event: ["TaskFinish", "WorkflowFinish"],
        result_format: "JSON",
        type: "Url",
        url: URL,
      },
    });
  });

  it("keeps the URL out of the state if the URL's version is set", () => {
    expect(queue({ callbackUrl: URL, callbackUrlVersion: 3 }).notify_config).toEqual({
      state: "On",
      event: ["TaskFinish", "WorkflowFinish"],
      result_format: "JSON",
      type: "Url",
      url_wo: URL,
      url_wo_version: 3,
    });
    const kafka = { region: "ap-guangzhou", instanceId: "ckafka-1", topic: "ci" };
    expect(() => queue({ kafka, callbackUrlVersion: 1 })).toThrow(/must come with callbackUrl \(got none\)/);
    expect(() => queue({ callbackUrl: URL, callbackUrlVersion: 1.5 })).toThrow(/must be a whole number from 0/);
  });

  it("reports to a message queue instead", () => {
    const messageQueue = { mode: "Topic", region: "gz", name: "ci" } as const;
    expect(queue({ messageQueue, resultFormat: "XML" }).notify_config).toEqual({
      state: "On",
      event: ["TaskFinish", "WorkflowFinish"],
      result_format: "XML",
      type: "TDMQ",
      mq_mode: "Topic",
      mq_region: "gz",
      mq_name: "ci",
    });
  });

  it("reports to a Kafka topic instead", () => {
    const kafka = { region: "ap-guangzhou", instanceId: "ckafka-1", topic: "ci" };
    expect(queue({ kafka }).notify_config).toEqual({
      state: "On",
      event: ["TaskFinish", "WorkflowFinish"],
      result_format: "JSON",
      type: "Kafka",
      kafka_region: "ap-guangzhou",
      kafka_instance_id: "ckafka-1",
      kafka_topic: "ci",
    });
  });

  it("can belong to any of CI's services, each with one owner", () => {
    const stack = newStack();
    for (const family of QUEUE_FAMILY_NAMES) {
      new MediaQueue(stack, family, { bucket: "media-1250000000", family, callbackUrl: URL });
    }
    const families = resources(stack, "tencentci_media_queue").map(({ family }) => family);
    expect(families.sort()).toEqual([...QUEUE_FAMILY_NAMES].sort());
    const second = { bucket: "media-1250000000", family: "document", callbackUrl: URL } as const;
    expect(() => new MediaQueue(stack, "Second", second)).toThrow(
      "[stack/Second] Queue must have one owner (got the document queue of media-1250000000, which stack/document owns)",
    );
  });

  it("reports only the requested events", () => {
    expect(queue({ callbackUrl: URL, events: ["TaskFinish"] }).notify_config).toMatchObject({ event: ["TaskFinish"] });
  });

  it("passes on identity, name and state", () => {
    const props = { queueId: `p${"0".repeat(32)}`, name: "队列-1", state: "Paused", region: "ap-beijing" } as const;
    expect(queue({ callbackUrl: URL, ...props })).toMatchObject({
      queue_id: props.queueId,
      name: "队列-1",
      state: "Paused",
      region: "ap-beijing",
    });
  });

  const ID = `p${"0".repeat(32)}`;
  const OTHER_ID = `p${"1".repeat(32)}`;

  it.each<[string, Partial<MediaQueueProps>, Partial<MediaQueueProps>]>([
    ["nothing more", {}, {}],
    ["one id", { queueId: ID }, { queueId: ID }],
    ["an id and none", {}, { queueId: ID }],
    ["one region and none", { region: "ap-guangzhou" }, {}],
    ["no family, and that of media", {}, { family: "media" }],
  ])("has one owner, named in the error, with %s", (_case, firstProps, secondProps) => {
    const stack = newStack();
    new MediaQueue(stack, "First", { bucket: BUCKET, callbackUrl: URL, ...firstProps });
    const queue = secondProps.queueId ?? "the media queue";
    const second = (): unknown => new MediaQueue(stack, "Second", { bucket: BUCKET, callbackUrl: URL, ...secondProps });
    expect(second).toThrow(
      `[stack/Second] Queue must have one owner (got ${queue} of ${BUCKET}, which stack/First owns); share that queue, or set region and queueId on both if these are two queues`,
    );
  });

  it("has one owner in all stacks of an app", () => {
    const first = newStack("first");
    const second = new TerraformStack(first.node.root, "second");
    new MediaQueue(first, "Queue", { bucket: BUCKET, callbackUrl: URL });
    expect(() => new MediaQueue(second, "Queue", { bucket: BUCKET, callbackUrl: URL })).toThrow(
      `[second/Queue] Queue must have one owner (got the media queue of ${BUCKET}, which first/Queue owns)`,
    );
    expect(() => new MediaQueue(newStack("first"), "Queue", { bucket: BUCKET, callbackUrl: URL })).not.toThrow();
  });

  it.each<[string, Partial<MediaQueueProps>, Partial<MediaQueueProps>]>([
    ["bucket", {}, { bucket: "other-1250000000" }],
    ["region", { region: "ap-guangzhou" }, { region: "ap-beijing" }],
    ["family", {}, { family: "document" }],
    ["id", { queueId: ID }, { queueId: OTHER_ID }],
    ["bucket known only later", {}, { bucket: "${var.bucket}" }],
    ["id known only later", { queueId: Lazy.stringValue({ produce: () => ID }) }, { queueId: ID }],
  ])("may have another owner for another %s", (_case, firstProps, secondProps) => {
    const stack = newStack();
    new MediaQueue(stack, "First", { bucket: BUCKET, callbackUrl: URL, ...firstProps });
    new MediaQueue(stack, "Second", { bucket: BUCKET, callbackUrl: URL, ...secondProps });
    expect(resources(stack, "tencentci_media_queue")).toHaveLength(2);
  });

  it.each<[string, Partial<MediaQueueProps>, string]>([
    ["no receiver", {}, "Queue must have a receiver: give callbackUrl, messageQueue or kafka (got none)"],
    [
      "two receivers",
      { callbackUrl: URL, messageQueue: { mode: "Queue", region: "gz", name: "ci" } },
      "Callbacks must have one receiver (got callbackUrl and messageQueue): leave out all but one",
    ],
    [
      "an id of another kind",
      { callbackUrl: URL, queueId: "queue-1" },
      'Id of the queue must be p and 32 hexadecimal digits (got "queue-1")',
    ],
    [
      "a name with a space",
      { callbackUrl: URL, name: "a b" },
      'Name of the queue must have 1 to 128 letters, digits, _, - and * (got "a b")',
    ],
    [
      "no events",
      { callbackUrl: URL, events: [] },
      "Events must be at least one of TaskFinish, WorkflowFinish (got none)",
    ],
    [
      "an unknown event",
      { callbackUrl: URL, events: ["JobFinish" as "TaskFinish"] },
      'Event must be one of TaskFinish, WorkflowFinish (got "JobFinish")',
    ],
    [
      "another format",
      { callbackUrl: URL, resultFormat: "json" as "JSON" },
      'Result format must be one of JSON, XML (got "json")',
    ],
    [
      "another scheme",
      { callbackUrl: "ftp://cb.example.com" },
      "Callback URL must start with https:// or http:// and a host (got something else)",
    ],
    [
      "a long URL",
      { callbackUrl: `${URL}/${"x".repeat(100)}` },
      "Callback URL must have at most 100 characters (got 140)",
    ],
    [
      "a nameless topic",
      { messageQueue: { mode: "Topic", region: "gz", name: "" } },
      'Name of the message queue must not be empty (got "")',
    ],
    [
      "an unknown service",
      { callbackUrl: URL, family: "video" as "media" },
      'Family must be one of media, picture, speech, ai, document, file (got "video")',
    ],
    [
      "a Kafka topic without an instance",
      { kafka: { region: "ap-guangzhou", instanceId: "", topic: "ci" } },
      'Id of the Kafka instance must not be empty (got "")',
    ],
  ])("refuses %s", (_case, props, message) => {
    expect(() => queue(props)).toThrow(ValidationError);
    expect(() => queue(props)).toThrow(message);
  });

  it("never shows the callback URL in an error", () => {
    expect(() => queue({ callbackUrl: `gopher://${"s3cret".repeat(30)}` })).toThrow(/^(?!.*s3cret)/);
  });
});
