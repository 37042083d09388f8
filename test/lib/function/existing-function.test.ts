import { App, TerraformStack, TerraformVariable } from "cdktf";
import { describe, expect, it } from "vitest";
import {
  CallbackFunction,
  CiCallbackPipeline,
  Delivery,
  Ingress,
  Job,
  TencentcloudProvider,
  ValidationError,
} from "../../../lib";
import type { CallbackFunctionAttributes, CiCallbackPipelineProps } from "../../../lib";
import { CODE, newStack, resource, resources, synth } from "../support";

const SECRET = "0123456789abcdef0123456789abcdef";
const BUCKET = "media-1250000000";

function existing(stack: TerraformStack, attributes: Partial<CallbackFunctionAttributes> = {}) {
  return CallbackFunction.fromAttributes(stack, "Existing", { functionName: "fn", secret: SECRET, ...attributes });
}

function pipeline(stack: TerraformStack, props: Partial<CiCallbackPipelineProps>): CiCallbackPipeline {
  return new CiCallbackPipeline(stack, "Media", { bucket: BUCKET, region: "ap-guangzhou", queue: {}, ...props });
}

describe("an existing function", () => {
  it("gets an address and the queue's callbacks, and is not changed", () => {
    const stack = newStack();
    const media = pipeline(stack, { existingFunction: existing(stack, { qualifier: "live" }) });
    expect(media.target).toMatchObject({ functionName: "fn", namespace: "default", qualifier: "live", timeout: 30 });
    expect(resource(stack, "tencentcloud_scf_trigger")).toMatchObject({ function_name: "fn", qualifier: "live" });
    const { url } = resource(stack, "tencentci_media_queue").notify_config as { url: string };
    expect(url).toContain(`"${SECRET}"`);
    expect(url).toMatch(/^\$\{sensitive\(join\("\/"/);
    expect(resources(stack, "tencentcloud_scf_function")).toEqual([]);
  });

  it.each<[string, Ingress]>([
    ["API Gateway", Ingress.apiGateway()],
    ["a custom domain", Ingress.customDomain({ domain: "ci.example.com", certificateId: "c" })],
    [
      "a cloud native gateway",
      Ingress.cloudNativeGateway({ gatewayId: "gateway-1", gatewayUrl: "https://gw.example.com" }),
    ],
    ["an address", Ingress.existing("https://hooks.example.com")],
  ])("is reached through %s", (_case, ingress) => {
    const stack = newStack();
    const media = pipeline(stack, { ingress, existingFunction: existing(stack) });
    expect(media.callbackDomain).not.toBe("");
    expect(Object.keys(synth(stack).resource!)).not.toContain("tencentcloud_scf_function");
  });

  it("accepts a token for the secret", () => {
    const stack = newStack();
    const secret = new TerraformVariable(stack, "secret", { sensitive: true }).stringValue;
    pipeline(stack, { existingFunction: existing(stack, { secret }) });
    expect(resource(stack, "tencentci_media_queue").notify_config).toMatchObject({
      url: expect.stringContaining("var.secret") as string,
    });
  });

  it.each<[string, Partial<CallbackFunctionAttributes>, string]>([
    ["a short secret", { secret: "short" }, "(got another one, of 5 characters)"],
    ["a secret that a URL cannot hold", { secret: `${SECRET}/` }, "(got another one, of 33 characters)"],
    ["no name", { functionName: "" }, 'Name of the function must not be empty (got "")'],
    ["a timeout that is none", { timeout: 0 }, "Timeout of the function must be a whole number from 1 to 900 seconds"],
  ])("refuses %s, and shows no secret", (_case, attributes, message) => {
    const make = (): unknown => existing(newStack(), attributes);
    expect(make).toThrow(message);
    expect(make).toThrow(/^\[stack\/Existing\] (?!.*0123456789abcdef)/);
  });
});

describe("a function that two pipelines share", () => {
  it("is created once, and so is its address", () => {
    const stack = newStack();
    const first = pipeline(stack, { code: CODE });
    const second = new CiCallbackPipeline(stack, "Other", {
      bucket: "other-1250000000",
      existingFunction: first.function,
      ingress: Ingress.existing(first.endpoint.url),
      queue: {},
    });
    expect(second.target).toBe(first.function);
    expect(resources(stack, "tencentcloud_scf_function")).toHaveLength(1);
    expect(resources(stack, "tencentcloud_scf_trigger")).toHaveLength(1);
    const queues = resources(stack, "tencentci_media_queue");
    const urls = queues.map(({ notify_config }) => (notify_config as { url: string }).url);
    expect(urls).toHaveLength(2);
    expect(urls[0]).toBe(urls[1]);
    // CI must call neither before the function accepts the secret.
    for (const { depends_on } of queues) {
      expect(depends_on).toContain(`tencentcloud_scf_function_alias.${first.function.release!.alias.friendlyUniqueId}`);
    }
  });

  it("may be in another stack, which is applied first", () => {
    const producer = newStack("one");
    const consumer = new TerraformStack(producer.node.root, "two");
    new TencentcloudProvider(consumer, "TencentCloud", { region: "ap-guangzhou" });
    const first = pipeline(producer, { code: CODE });
    new CiCallbackPipeline(consumer, "Other", {
      bucket: "other-1250000000",
      existingFunction: first.function,
      ingress: Ingress.existing(first.endpoint.url),
      queue: {},
    });
    App.of(producer).synth();
    const { depends_on } = resource(consumer, "tencentci_media_queue");
    expect(JSON.stringify(depends_on)).not.toContain("scf_function");
    expect(consumer.dependencies.map(({ node }) => node.id)).toEqual(["one"]);
  });

  it("has one URL for each alias, and an error names its owner", () => {
    const stack = newStack();
    const first = pipeline(stack, { code: CODE });
    const second = { bucket: "other-1250000000", existingFunction: first.function };
    expect(() => new CiCallbackPipeline(stack, "Other", second)).toThrow(
      /^\[stack\/Other\/FunctionUrl\] URL of a function must have one owner \(got that of default\/stack-Media-Function-[0-9a-f]+, alias live, which stack\/Media\/FunctionUrl owns\); share it by Ingress\.existing\(endpoint\.url\)$/,
    );
  });
});

describe("a pipeline", () => {
  it.each<[string, Partial<CiCallbackPipelineProps>]>([
    ["code", { code: CODE }],
    ["delivery", { delivery: Delivery.durable() }],
    ["secret", { secret: {} }],
    ["function", { function: {} }],
  ])("refuses an existing function with %s", (name, props) => {
    const stack = newStack();
    expect(() => pipeline(stack, { existingFunction: existing(stack), ...props })).toThrow(
      `[stack/Media] Pipeline must have an existing function or options for a new one (got existingFunction and ${name}): leave one out`,
    );
  });

  it("requires code or a function", () => {
    expect(() => pipeline(newStack(), {})).toThrow(ValidationError);
    expect(() => pipeline(newStack(), {})).toThrow("[stack/Media] Pipeline must have code or an existing function");
  });

  it("exposes no function of its own, and still starts jobs on uploads", () => {
    const stack = newStack();
    const media = pipeline(stack, {
      existingFunction: existing(stack),
      uploads: [{ prefix: "videos/", job: Job.splitVideoParts() }],
    });
    expect(() => media.function).toThrow("[stack/Media] Function of the pipeline must be its own");
    expect(() => media.worker).toThrow("use the construct that owns it");
    expect(media.triggers).toHaveLength(1);
  });
});
