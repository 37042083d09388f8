import { describe, expect, it } from "vitest";
import { CallbackFunction, CiCallbackPipeline, Delivery, Ingress, Job, Node, Workflow } from "../../../lib";
import type { CiCallbackPipelineProps, KafkaIngressOptions } from "../../../lib";
import type { Block } from "../support";
import { CODE, newStack, resource, resources } from "../support";

const output = { bucket: "out-1250000000", region: "ap-guangzhou", object: "o/${InputName}.mp4" };
const INSTANCE = { instanceId: "ckafka-1a2b3c4d" };

function pipeline(options: Partial<KafkaIngressOptions> = {}, props: Partial<CiCallbackPipelineProps> = {}) {
  const stack = newStack();
  const construct = new CiCallbackPipeline(stack, "Media", {
    ...{ bucket: "media-1250000000", region: "ap-guangzhou", code: CODE, queue: {} },
    ingress: Ingress.kafka({ ...INSTANCE, ...options }),
    ...props,
  });
  return { stack, construct };
}

const environmentOf = ({ environment }: Block): unknown => environment;

describe("Ingress.kafka", () => {
  it("creates a topic that CI writes to and the function reads, without address and secret", () => {
    const { stack } = pipeline();

    expect(resource(stack, "tencentcloud_ckafka_topic")).toMatchObject({
      ...{ instance_id: "ckafka-1a2b3c4d", partition_num: 3, replica_num: 2, retention: 259_200_000 },
      topic_name: expect.stringMatching(/^[A-Za-z][A-Za-z0-9-]*$/) as string,
      ...{ clean_up_policy: "delete", segment: 86_400_000, max_message_bytes: 2_097_152 },
    });
    const topic = /\$\{tencentcloud_ckafka_topic\.Media_Kafka_Topic_\w+\.topic_name\}/;
    expect(resource(stack, "tencentcloud_scf_trigger")).toMatchObject({
      ...{ type: "ckafka", enable: "OPEN", namespace: "default" },
      trigger_name: expect.stringMatching(new RegExp(`^ckafka-1a2b3c4d-${topic.source}$`)) as string,
      trigger_desc: '{"maxMsgNum":100,"offset":"earliest","retry":10000,"timeOut":1}',
      qualifier: expect.stringContaining("tencentcloud_scf_function_alias") as string,
    });
    const { notify_config, depends_on } = resource(stack, "tencentci_media_queue");
    expect(notify_config).toMatchObject({ type: "Kafka", kafka_region: "ap-guangzhou", state: "On" });
    expect(JSON.stringify(notify_config)).toMatch(topic);
    expect(JSON.stringify(notify_config)).not.toContain("url");
    expect(depends_on).toContainEqual(expect.stringMatching(/^tencentcloud_scf_trigger\.Media_Kafka_/));
    expect(resources(stack, "tencentci_callback_secret")).toEqual([]);
    const { variables } = environmentOf(resource(stack, "tencentcloud_scf_function")) as { variables?: Block };
    expect(variables ?? environmentOf(resource(stack, "tencentcloud_scf_function"))).toMatchObject({
      CI_CALLBACK_INGRESS: "queue",
    });
    expect(JSON.stringify(resource(stack, "tencentcloud_scf_function"))).not.toContain("CI_CALLBACK_SECRETS");
  });

  it("accepts an existing topic, and reads only new messages", () => {
    const { stack } = pipeline({ topic: "events_1.x", batchSize: 20, maxWait: 60, retries: 3, attempts: 5 });

    expect(resources(stack, "tencentcloud_ckafka_topic")).toEqual([]);
    expect(resource(stack, "tencentcloud_scf_trigger")).toMatchObject({
      trigger_name: "ckafka-1a2b3c4d-events_1.x",
      trigger_desc: '{"maxMsgNum":20,"offset":"latest","retry":3,"timeOut":60}',
    });
    expect(JSON.stringify(resource(stack, "tencentcloud_scf_function"))).toContain('"CI_CALLBACK_ATTEMPTS":"5"');
  });

  it("replaces the trigger only for changes that the platform cannot make in place", () => {
    const inputOf = (options: Partial<KafkaIngressOptions>): unknown =>
      resources(pipeline(options).stack, "terraform_data")
        .map(({ input }) => input)
        .find((input) => JSON.stringify(input).includes("triggerName"));
    const usual = { triggerName: "ckafka-1a2b3c4d-t", offset: "latest", qualifier: expect.any(String) as string };

    expect(inputOf({ topic: "t" })).toMatchObject(usual);
    expect(inputOf({ topic: "t", batchSize: 7, maxWait: 3, retries: 9 })).toMatchObject(usual);
    expect(inputOf({ topic: "t", startOffset: 1_700_000_000_000 })).toMatchObject({
      ...usual,
      offset: "1700000000000",
    });
  });

  it("lets workflow, further queues and uploads report to the topic too", () => {
    const { stack } = pipeline(
      { topic: "t" },
      {
        queues: { document: {} },
        workflow: { topology: Workflow.start("in/").then(Node.videoMontage({ template: "t1", output })) },
        uploads: [{ prefix: "videos/", job: Job.splitVideoParts() }],
      },
    );

    for (const { notify_config } of [
      ...resources(stack, "tencentci_media_queue"),
      ...resources(stack, "tencentci_media_workflow"),
    ]) {
      expect(notify_config).toMatchObject({ type: "Kafka", kafka_topic: "t", kafka_instance_id: "ckafka-1a2b3c4d" });
    }
    const submitter = resources(stack, "tencentcloud_scf_function").find((fn) =>
      JSON.stringify(fn).includes("CI_SUBMITTER"),
    );
    expect(JSON.stringify(submitter ?? resources(stack, "tencentcloud_scf_function"))).toContain("CallBackKafkaConfig");
  });

  it("has no address and no secret to read", () => {
    const { construct } = pipeline();

    expect(() => construct.callbackUrl).toThrow("Ingress.kafka() has no secret");
    expect(() => construct.callbackDomain).toThrow("Ingress.kafka() has no address: CI writes to the topic");
    expect(() => construct.secret).toThrow("every message of the topic is trusted");
    expect(construct.endpoint.kafka).toMatchObject({
      instanceId: expect.any(String) as string,
      region: "ap-guangzhou",
    });
  });

  it.each<[Partial<KafkaIngressOptions>, string]>([
    [{ instanceId: "kafka-1" }, 'must be ckafka- and lower-case letters and digits (got "kafka-1")'],
    [{ topic: "a b" }, 'Topic must have 1 to 128 letters, digits, _, - and . (got "a b")'],
    [{ topic: "t", partitions: 3 }, "Topic must exist or be created (got topic and partitions): leave one out"],
    [{ partitions: 0 }, "Partitions of the topic must be a whole number from 1 to 1000 (got 0)"],
    [{ replicas: 4 }, "Replicas of the topic must be a whole number from 1 to 3 (got 4)"],
    [{ retentionHours: 2161 }, "Retention of the topic must be a whole number from 1 to 2160 hours (got 2161)"],
    [{ batchSize: 10_001 }, "Batch size of the trigger must be a whole number from 1 to 10000 messages (got 10001)"],
    [{ maxWait: 61 }, "Maximum wait of the trigger must be a whole number from 1 to 60 seconds (got 61)"],
    [{ retries: 0 }, "Retries of the trigger must be a whole number from 1 to 10000 (got 0)"],
    [{ attempts: 101 }, "Attempts of a delivery must be a whole number from 1 to 100 (got 101)"],
    [
      { startOffset: "oldest" as "latest" },
      'Start offset must be "earliest", "latest" or milliseconds since 1970 (got "oldest")',
    ],
  ])("refuses %j", (options, error) => {
    expect(() => pipeline(options)).toThrow(error);
  });

  it.each<[string, Partial<CiCallbackPipelineProps>, string]>([
    ["a secret", { secret: { rotation: 1 } }, "Secret must be left out with Ingress.kafka()"],
    [
      "allowed networks",
      { function: { allowedCidrs: ["203.0.113.0/24"] } },
      "Allowed CIDR blocks must be left out behind a queue",
    ],
    ["no region", { region: undefined }, "Region of the CKafka instance must be given"],
  ])("refuses %s", (_, props, error) => {
    expect(() => pipeline({}, props)).toThrow(error);
  });
});

describe("Ingress.kafka with durable delivery", () => {
  it("has one function for topic and inbox, and a sweeper of the same code", () => {
    const { stack } = pipeline({}, { delivery: Delivery.durable() });
    const functions = resources(stack, "tencentcloud_scf_function");

    expect(functions.map(({ environment }) => environment)).toMatchObject([
      { CI_CALLBACK_DELIVERY: "worker", CI_CALLBACK_INGRESS: "queue" },
      { CI_CALLBACK_DELIVERY: "sweeper", CI_CALLBACK_INGRESS: "queue" },
    ]);
    expect(functions[0]!["zip_file"]).toBe(functions[1]!["zip_file"]);
    expect(functions.every(({ environment }) => !("CI_CALLBACK_SECRETS" in (environment as object)))).toBe(true);
    const triggers = resources(stack, "tencentcloud_scf_trigger");
    expect(triggers.map(({ type }) => type).sort()).toEqual(["ckafka", "cos", "timer"]);
    const read = triggers.filter(({ type }) => type !== "timer");
    expect(new Set(read.map(({ function_name: name }) => name)).size).toBe(1);
  });

  it("refuses attempts, which it does not count", () => {
    expect(() => pipeline({ attempts: 3 }, { delivery: Delivery.durable() })).toThrow(
      "Attempts of Ingress.kafka() must be left out with Delivery.durable() (got 3): give retry: { maxAttempts }",
    );
  });
});

it("Ingress.kafka is refused for a function that accepts requests, which would skip every message", () => {
  const stack = newStack();
  const bind = (props: object) => (): unknown => {
    const target = new CallbackFunction(stack, `F${stack.node.children.length}`, { code: CODE, ...props });
    return Ingress.kafka({ ...INSTANCE, topic: "t", region: "ap-guangzhou" }).bind(target, target);
  };
  expect(bind({})).toThrow("Function behind a topic must be deployed for a queue (got one for requests)");
  expect(bind({ queue: {} })).not.toThrow();
});

describe("Ingress.messageQueue", () => {
  it.each([
    ["Topic", "a subscription of type http with the format SIMPLIFIED"],
    ["Queue", "a consumer of yours"],
  ] as const)("is refused with the reason and a remedy: %s", (mode, wayOut) => {
    const ingress = Ingress.messageQueue({ mode, region: "gz", name: "t1" });
    expect(() => pipeline({}, { ingress })).toThrow(/no longer of CMQ/);
    expect(() => pipeline({}, { ingress })).toThrow(wayOut);
  });
});
