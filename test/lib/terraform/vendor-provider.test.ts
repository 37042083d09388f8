import type { TerraformStack } from "cdktf";
import { describe, expect, it } from "vitest";
import {
  CallbackFunction,
  CiCallbackPipeline,
  Delivery,
  Job,
  JobTrigger,
  TencentcloudProvider,
  TencentciProvider,
  ValidationError,
} from "../../../lib";
import type { CiCallbackPipelineProps } from "../../../lib";
import { CODE, newStack, resources, synth } from "../support";
import type { Block } from "../support";

const BUCKET = "media-1250000000";

function shanghaiOf(stack: TerraformStack): TencentcloudProvider {
  return new TencentcloudProvider(stack, "Shanghai", { alias: "shanghai", region: "ap-shanghai" });
}

/** Provider of every resource, by the id that its name begins with. */
function providersOf(stack: TerraformStack, prefix: string, type: RegExp): Set<unknown> {
  const all = Object.entries(synth(stack).resource as Record<string, Record<string, Block>>)
    .filter(([name]) => type.test(name))
    .flatMap(([, byName]) => Object.entries(byName));
  return new Set(all.filter(([name]) => name.startsWith(prefix)).map(([, { provider }]) => provider));
}

describe("vendorProvider", () => {
  it("deploys two pipelines of a stack in two regions", () => {
    const stack = newStack();
    const vendorProvider = shanghaiOf(stack);
    const props = { code: CODE, queue: {}, delivery: Delivery.durable() };
    new CiCallbackPipeline(stack, "South", { ...props, bucket: BUCKET, region: "ap-guangzhou" });
    new CiCallbackPipeline(stack, "East", {
      ...props,
      bucket: "east-1250000000",
      vendorProvider,
      uploads: [{ prefix: "videos/", job: Job.splitVideoParts() }],
    });

    expect(providersOf(stack, "South", /^tencentcloud_/)).toEqual(new Set([undefined]));
    expect(providersOf(stack, "East", /^tencentcloud_/)).toEqual(new Set(["tencentcloud.shanghai"]));
    expect(providersOf(stack, "East", /^(tencentci|terraform)_/)).toEqual(new Set([undefined]));
    const queues = resources(stack, "tencentci_media_queue");
    expect(queues.map(({ region }) => region).sort()).toEqual(["ap-guangzhou", "ap-shanghai"]);
  });

  it("is overridden by a provider nearer to the resource", () => {
    const stack = newStack();
    const pipeline = new CiCallbackPipeline(stack, "Media", {
      bucket: BUCKET,
      code: CODE,
      vendorProvider: shanghaiOf(stack),
    });
    const other = new TencentcloudProvider(stack, "Other", { alias: "other" });
    new CallbackFunction(pipeline, "Inner", { code: CODE, vendorProvider: other });
    pipeline.function.release!.alias.provider = other;
    const providerOf = (type: string) =>
      resources(stack, type)
        .map(({ provider }) => provider)
        .sort();
    expect(providerOf("tencentcloud_scf_function")).toEqual(["tencentcloud.other", "tencentcloud.shanghai"]);
    expect(providerOf("tencentcloud_scf_function_alias")).toEqual(["tencentcloud.other", "tencentcloud.other"]);
  });

  it("must be a vendor provider", () => {
    const stack = newStack();
    const vendorProvider = new TencentciProvider(stack, "Ci");
    expect(() => new CallbackFunction(stack, "Function", { code: CODE, vendorProvider })).toThrow(
      "[stack/Function] Provider of the vendor's resources must be a tencentcloud one (got tencentci)",
    );
  });
});

describe("a region other than that of the functions", () => {
  const job = Job.splitVideoParts();
  const durable = { delivery: Delivery.durable({ bucket: "inbox-1250000000", region: "ap-shanghai" }) };

  it.each<[string, Partial<CiCallbackPipelineProps>, string]>([
    [
      "uploads",
      { region: "ap-shanghai", uploads: [{ prefix: "a/", job }] },
      "[stack/Media/Uploads/a] Bucket of the uploads",
    ],
    ["an inbox", durable, "[stack/Media/Inbox] Bucket of the inbox"],
  ])("is refused for %s, by an error that names both", (_case, props, subject) => {
    const stack = newStack();
    new CiCallbackPipeline(stack, "Media", { bucket: BUCKET, code: CODE, ...props });
    expect(() => synth(stack)).toThrow(ValidationError);
    expect(() => synth(stack)).toThrow(
      `${subject} must be in the region of the functions (got ap-shanghai, and ap-guangzhou of the provider): ` +
        "set vendorProvider to one with that region",
    );
  });

  it("is allowed with a separate provider", () => {
    const stack = newStack();
    const trigger = { bucket: BUCKET, region: "ap-shanghai", prefix: "", job, vendorProvider: shanghaiOf(stack) };
    new JobTrigger(stack, "Trigger", trigger);
    expect(providersOf(stack, "Trigger", /^tencentcloud_/)).toEqual(new Set(["tencentcloud.shanghai"]));
  });
});
