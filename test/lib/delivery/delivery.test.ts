import { Fn, TerraformVariable, Token } from "cdktf";
import { describe, expect, it } from "vitest";
import { CiCallbackPipeline, Delivery } from "../../../lib";
import { CODE, newStack, resource, resources, synth } from "../support";
import type { Block } from "../support";
import { BUCKET, environmentOf, pipeline } from "./support";
import type { Stack } from "./support";

describe("Delivery.inline()", () => {
  it("is the default of a pipeline", () => {
    const { stack, construct } = pipeline();
    const inline = pipeline(undefined, { delivery: Delivery.inline() });
    expect(synth(inline.stack)).toEqual(synth(stack));
    expect(construct.worker).toBe(construct.function);
    expect(construct.inbox).toBeUndefined();
    expect(resources(stack, "tencentcloud_cos_bucket")).toEqual([]);
  });
});

describe("Delivery.durable()", () => {
  it("replaces the worker's trigger when bucket or prefix change, which the provider would not do in place", () => {
    const { stack } = pipeline({ bucket: "inbox-1250000000", prefix: "a/" });
    const trigger = resources(stack, "tencentcloud_scf_trigger").find(({ type }) => type === "cos")!;
    const [, identity] = Object.entries(synth(stack).resource!["terraform_data"] as Record<string, Block>).find(
      ([name]) => name.includes("TriggerIdentity"),
    )!;
    const { replace_triggered_by: by } = trigger["lifecycle"] as { readonly replace_triggered_by: readonly string[] };
    expect(by).toEqual([expect.stringMatching(/^terraform_data\.Media_Worker_TriggerIdentity_/)]);
    expect(identity["input"]).toEqual({ triggerName: trigger["trigger_name"], triggerDesc: trigger["trigger_desc"] });
  });

  it("creates three functions, a bucket and three triggers", () => {
    const { stack } = pipeline({});
    const environments = ["receiver", "worker", "sweeper"].map((role) => environmentOf(stack, role));
    for (const environment of environments) {
      expect(environment).toMatchObject({
        CI_CALLBACK_BUCKET: BUCKET,
        CI_CALLBACK_REGION: "ap-guangzhou",
        CI_CALLBACK_INBOX_PREFIX: "ci-callbacks/",
        CI_CALLBACK_INBOX_BUCKET: expect.stringMatching(/^\$\{tencentcloud_cos_bucket\..*\.bucket\}$/) as string,
      });
      expect(environment).not.toHaveProperty("CI_CALLBACK_RETRY");
    }
    expect(environments.map((environment) => "CI_CALLBACK_SECRETS" in environment)).toEqual([true, false, false]);
    expect(
      resources(stack, "tencentcloud_scf_trigger")
        .map(({ type }) => type)
        .sort(),
    ).toEqual(["cos", "http", "timer"]);
  });

  it("keeps the state address of the function that CI calls, and so its URL", () => {
    const names = (stack: Stack): string[] =>
      Object.keys(synth(stack).resource!["tencentcloud_scf_function"] as object);
    const [inline] = names(pipeline().stack);
    expect(names(pipeline({}).stack)).toContain(inline);
    const url = (stack: Stack): Block =>
      resources(stack, "tencentcloud_scf_trigger").find(({ type }) => type === "http")!;
    expect(url(pipeline({}).stack)["function_name"]).toBe(url(pipeline().stack)["function_name"]);
  });

  it("starts the worker for new inbox objects, and the sweeper every minute", () => {
    const { stack } = pipeline({ prefix: "a/b/", sweepMinutes: 5 });
    const [cos, timer] = ["cos", "timer"].map((type) =>
      resources(stack, "tencentcloud_scf_trigger").find((trigger) => trigger["type"] === type)!,
    );
    expect(cos).toMatchObject({
      trigger_name: expect.stringMatching(/\.cos_bucket_url\}$/) as string,
      trigger_desc: '{"event":"cos:ObjectCreated:Put","filter":{"Prefix":"a/b/inbox/","Suffix":""}}',
      enable: "OPEN",
    });
    expect(timer).toMatchObject({ trigger_name: "sweep", trigger_desc: "0 */5 * * * * *", enable: "OPEN" });
  });

  it("changes CI's settings only after the worker's trigger exists", () => {
    const { stack } = pipeline({});
    expect(resource(stack, "tencentci_media_queue").depends_on).toEqual([
      expect.stringMatching(/^tencentcloud_scf_function_alias\./),
      expect.stringMatching(/^tencentcloud_scf_trigger\..*Worker/),
      expect.stringMatching(/^tencentcloud_scf_trigger\..*Sweeper/),
      expect.stringMatching(/^tencentci_media_service\./),
    ]);
  });

  it("creates a private bucket without versioning, whose contents expire", () => {
    const { stack } = pipeline({ retention: { done: 3, dead: 90 } });
    const bucket = resource(stack, "tencentcloud_cos_bucket");
    expect(bucket).toMatchObject({ acl: "private", versioning_enable: false, force_clean: false });
    expect(bucket["bucket"]).toMatch(/^[a-z0-9][a-z0-9-]*-1250000000$/);
    expect((bucket["bucket"] as string).length).toBeLessThanOrEqual(60);
    const rules = bucket["lifecycle_rules"] as { filter_prefix: string; expiration: { days: number } }[];
    expect(rules.map(({ filter_prefix, expiration }) => [filter_prefix, expiration.days])).toEqual([
      ["ci-callbacks/done/", 3],
      ["ci-callbacks/dead/", 90],
      ["ci-callbacks/journal/", 3 + 90 + 2 + 1],
    ]);
  });

  it.each([
    [{ maxAttempts: 100, firstDelay: 86_400, maxDelay: 86_400 }, 7 + 30 + 102 + 1],
    [{ maxAttempts: 1 }, 7 + 30 + 2 + 1],
  ])("keeps a journal for the time of %j plus the retention of done and dead", (retry, days) => {
    const rules = resource(pipeline({ retry }).stack, "tencentcloud_cos_bucket")["lifecycle_rules"];
    expect((rules as { expiration: { days: number } }[]).at(-1)!.expiration.days).toBe(days);
  });

  it("accepts tokens for numbers and lists", () => {
    const number = Token.asNumber(Fn.parseint("3", 10));
    const { stack } = pipeline({
      retention: { done: number },
      retry: { maxAttempts: number },
      reconcile: { tags: Fn.split(";", "a;b") },
    });
    const rules = resource(stack, "tencentcloud_cos_bucket")["lifecycle_rules"];
    expect((rules as { expiration: { days: unknown } }[]).at(-1)!.expiration.days).toBe(
      '${((parseint("3", 10) + 30) + 106)}',
    );
    expect(environmentOf(stack, "worker")).toMatchObject({
      CI_CALLBACK_RETRY: '{"maxAttempts":${jsonencode(parseint("3", 10))}}',
      CI_CALLBACK_RECONCILE: '${join(",", split(";", "a;b"))}',
    });
  });

  it("uses an existing bucket", () => {
    const { stack, construct } = pipeline({ bucket: "inbox-1250000000" });
    expect(resources(stack, "tencentcloud_cos_bucket")).toEqual([]);
    expect(construct.inbox!.bucketHost).toBe("inbox-1250000000.cos.ap-guangzhou.myqcloud.com");
    expect(environmentOf(stack, "worker")["CI_CALLBACK_INBOX_BUCKET"]).toBe("inbox-1250000000");
  });

  it("accepts a token for the bucket's name", () => {
    const stack = newStack();
    const variable = new TerraformVariable(stack, "bucket", {});
    const props = { bucket: variable.stringValue, region: "ap-guangzhou", code: CODE, delivery: Delivery.durable() };
    new CiCallbackPipeline(stack, "Media", props);
    expect(resource(stack, "tencentcloud_cos_bucket")["bucket"]).toMatch(/regex\("\[0-9\]\+\$", var\.bucket\)/);
  });
});
