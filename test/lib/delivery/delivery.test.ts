import { Fn, TerraformVariable, Token } from "cdktf";
import { describe, expect, it } from "vitest";
import { CallbackCode, CiCallbackPipeline, Delivery, Ingress, Job } from "../../../lib";
import type { CiCallbackPipelineProps, DurableDeliveryOptions } from "../../../lib";
import { CODE, ENTRY, newStack, resource, resources, synth } from "../support";
import type { Block } from "../support";

const BUCKET = "media-1250000000";

function pipeline(options?: DurableDeliveryOptions, props: Partial<CiCallbackPipelineProps> = {}) {
  const stack = newStack();
  const delivery = options && Delivery.durable(options);
  const made = new CiCallbackPipeline(stack, "Media", {
    ...{ bucket: BUCKET, region: "ap-guangzhou", code: CODE, delivery, queue: {} },
    ...props,
  });
  return { stack, made };
}

type Stack = ReturnType<typeof pipeline>["stack"];

/** What a function is told, by its role. */
function environmentOf(stack: Stack, role: string): Record<string, string> {
  const all = resources(stack, "tencentcloud_scf_function").map(
    ({ environment }) => environment as Record<string, string>,
  );
  const found = all.filter((environment) => environment["CI_CALLBACK_DELIVERY"] === role);
  if (found.length !== 1) throw new Error(`expected one ${role}, found ${found.length}`);
  return found[0]!;
}

/** What a function's role allows, as `action resource`. */
function allowedTo(stack: Stack, part: string): string[] {
  const policies = (synth(stack).resource!["tencentcloud_cam_policy"] ?? {}) as Record<string, Block>;
  const [, policy] = Object.entries(policies).find(([name]) => name.includes(`_${part}_`)) ?? [];
  const { statement } = JSON.parse(policy!["document"] as string) as {
    readonly statement: readonly { readonly action: readonly string[]; readonly resource: readonly string[] }[];
  };
  const pairs = statement.flatMap(({ action, resource }) => action.flatMap((a) => resource.map((r) => `${a} ${r}`)));
  return pairs.map((pair) => pair.replace(/qcs::\w+:\S*uid\/\d+:/, "")).sort();
}

describe("Delivery.inline()", () => {
  it("is what a pipeline does when nothing is said", () => {
    const { stack, made } = pipeline();
    const inline = pipeline(undefined, { delivery: Delivery.inline() });
    expect(synth(inline.stack)).toEqual(synth(stack));
    expect(made.worker).toBe(made.function);
    expect(made.inbox).toBeUndefined();
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

  it("makes three functions, a bucket and three triggers", () => {
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

  it("keeps the address of the function that CI calls, and so its URL", () => {
    const names = (stack: Stack): string[] =>
      Object.keys(synth(stack).resource!["tencentcloud_scf_function"] as object);
    const [inline] = names(pipeline().stack);
    expect(names(pipeline({}).stack)).toContain(inline);
    const url = (stack: Stack): Block =>
      resources(stack, "tencentcloud_scf_trigger").find(({ type }) => type === "http")!;
    expect(url(pipeline({}).stack)["function_name"]).toBe(url(pipeline().stack)["function_name"]);
  });

  it("starts the worker by new objects of the inbox, and the sweeper every minute", () => {
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

  it("has CI call only when there is a worker to start", () => {
    const { stack } = pipeline({});
    expect(resource(stack, "tencentci_media_queue").depends_on).toEqual([
      expect.stringMatching(/^tencentcloud_scf_function_alias\./),
      expect.stringMatching(/^tencentcloud_scf_trigger\..*Worker/),
      expect.stringMatching(/^tencentcloud_scf_trigger\..*Sweeper/),
      expect.stringMatching(/^tencentci_media_service\./),
    ]);
  });

  it("makes a private bucket without versions, whose contents expire", () => {
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
  ])("keeps a journal for as long as %j may take, and for done and dead after each other", (retry, days) => {
    const rules = resource(pipeline({ retry }).stack, "tencentcloud_cos_bucket")["lifecycle_rules"];
    expect((rules as { expiration: { days: number } }[]).at(-1)!.expiration.days).toBe(days);
  });

  it("takes numbers and lists that are not known yet", () => {
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
    const { stack, made } = pipeline({ bucket: "inbox-1250000000" });
    expect(resources(stack, "tencentcloud_cos_bucket")).toEqual([]);
    expect(made.inbox!.bucketHost).toBe("inbox-1250000000.cos.ap-guangzhou.myqcloud.com");
    expect(environmentOf(stack, "worker")["CI_CALLBACK_INBOX_BUCKET"]).toBe("inbox-1250000000");
  });

  it("takes a bucket whose name is not known yet", () => {
    const stack = newStack();
    const variable = new TerraformVariable(stack, "bucket", {});
    const props = { bucket: variable.stringValue, region: "ap-guangzhou", code: CODE, delivery: Delivery.durable() };
    new CiCallbackPipeline(stack, "Media", props);
    expect(resource(stack, "tencentcloud_cos_bucket")["bucket"]).toMatch(/regex\("\[0-9\]\+\$", var\.bucket\)/);
  });

  it("lets each function do what it does and no more", () => {
    const { stack } = pipeline({ bucket: "inbox-1250000000" });
    expect(allowedTo(stack, "Function")).toEqual(["name/cos:PutObject inbox-1250000000/ci-callbacks/inbox/*"]);
    expect(allowedTo(stack, "Worker")).toEqual([
      "name/cos:DeleteObject inbox-1250000000/ci-callbacks/inbox/*",
      "name/cos:GetBucket inbox-1250000000/ci-callbacks/*",
      "name/cos:GetObject inbox-1250000000/ci-callbacks/*",
      "name/cos:PutObject inbox-1250000000/ci-callbacks/dead/*",
      "name/cos:PutObject inbox-1250000000/ci-callbacks/done/*",
      "name/cos:PutObject inbox-1250000000/ci-callbacks/inbox/*",
      "name/cos:PutObject inbox-1250000000/ci-callbacks/journal/*",
      "name/cos:PutObject inbox-1250000000/ci-callbacks/state/created-once*",
    ]);
    expect(allowedTo(stack, "Sweeper").filter((pair) => pair.startsWith("name/cos:Put"))).toEqual(
      ["inbox/*", "state/*"].map((name) => `name/cos:PutObject inbox-1250000000/ci-callbacks/${name}`),
    );
    expect(allowedTo(stack, "Sweeper").join("\n")).toContain("ci:DescribeMediaWorkflows");
    expect(allowedTo(stack, "Sweeper").join("\n")).toContain("ci:DescribeDocProcessJob ");
    expect(allowedTo(stack, "Sweeper").join("\n")).toContain("ci:DescribeFileProcessJob ");
  });

  it("does not let the sweeper ask CI when it is not to", () => {
    const { stack } = pipeline({ bucket: "inbox-1250000000", reconcile: false });
    expect(environmentOf(stack, "sweeper")["CI_CALLBACK_RECONCILE"]).toBe("off");
    expect(allowedTo(stack, "Sweeper").join("\n")).not.toContain("ci:");
  });

  it("passes on how to retry, what to ask for, and its bounds", () => {
    const bounds = { maxJobs: 200, maxConcurrency: 50 };
    const { stack } = pipeline({
      retry: { maxAttempts: 3 },
      reconcile: { tags: ["Snapshot", "Transcode"] },
      ...bounds,
    });
    expect(environmentOf(stack, "receiver")["CI_CALLBACK_MAX_JOBS"]).toBe("200");
    expect(environmentOf(stack, "worker")).toMatchObject({
      CI_CALLBACK_MAX_CONCURRENCY: "50",
      CI_CALLBACK_RETRY: '{"maxAttempts":3}',
      CI_CALLBACK_RECONCILE: "Snapshot,Transcode",
    });
  });

  it("asks for the jobs that uploads start as well", () => {
    const uploads = [
      {
        prefix: "docs/",
        job: [
          Job.docProcess({ output: { object: "pages/${InputName}-${Page}.jpg" }, tgtType: "jpg" }),
          Job.mediaInfo(),
        ],
      },
      { prefix: "videos/", job: Job.mediaInfo() },
    ];
    const { stack } = pipeline({ reconcile: { tags: ["Snapshot"] } }, { uploads });
    expect(environmentOf(stack, "sweeper")["CI_CALLBACK_RECONCILE"]).toBe("DocProcess,MediaInfo,Snapshot");
  });

  it("names, limits and warns by the settings of the function", () => {
    const { stack, made } = pipeline(
      {},
      {
        function: {
          ...{ functionName: "media", timeout: 300, verify: "readback", environment: { TABLE: "t" } },
          alarms: { noticeIds: ["notice-1"], silenceMinutes: 30 },
        },
      },
    );
    const functions = resources(stack, "tencentcloud_scf_function");
    expect(functions.map(({ name, timeout }) => [name, timeout]).sort()).toEqual([
      ["media", 15],
      ["media-sweeper", 300],
      ["media-worker", 300],
    ]);
    expect(environmentOf(stack, "worker")).toMatchObject({ TABLE: "t", CI_CALLBACK_VERIFY: "readback" });
    expect(environmentOf(stack, "receiver")).not.toHaveProperty("CI_CALLBACK_VERIFY");
    expect(resources(stack, "tencentcloud_cls_topic")).toHaveLength(1);
    expect(made.function.alarms!.silence).toBeDefined();
    expect(made.worker.alarms!.silence).toBeUndefined();
    expect(made.worker.alarms!.errors).toBeDefined();
    const watched = [made.function, made.worker, made.sweeper!].map(({ alarms }) => alarms!.deadLetters !== undefined);
    expect(watched).toEqual([false, true, false]);
  });

  it("watches for the dead alone when told so", () => {
    const { stack, made } = pipeline({}, { function: { alarms: { noticeIds: ["notice-1"], errors: false } } });
    expect(resources(stack, "tencentcloud_cls_alarm")).toHaveLength(1);
    expect(resources(stack, "tencentcloud_cls_topic")).toHaveLength(1);
    expect(made.worker.alarms!.deadLetters).toBeDefined();
  });

  it("refuses alarms that watch for nothing", () => {
    const alarms = { noticeIds: ["notice-1"], errors: false, deadLetters: false };
    expect(() => pipeline({}, { function: { alarms } })).toThrow(
      "[stack/Media/Worker/Alarms] Alarms must be at least one",
    );
  });

  it("bundles the handler that knows durable delivery, and the other one without", { timeout: 60_000 }, () => {
    const code = CallbackCode.fromEntry(ENTRY, { check: false });
    const hash = (delivery: Delivery): string =>
      new CiCallbackPipeline(newStack(), "Media", {
        bucket: BUCKET,
        code,
        region: "ap-guangzhou",
        delivery,
        ingress: Ingress.functionUrl(),
      }).function.codeHash;
    expect(hash(Delivery.durable())).toMatch(/^[0-9a-f]{64}$/);
    expect(hash(Delivery.inline())).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each<[DurableDeliveryOptions, RegExp]>([
    [{ prefix: "no-slash" }, /Prefix of the inbox must be one to eight names .* \(got "no-slash"\)/],
    [{ bucket: "inbox-1250000000", retention: { done: 1 } }, /are for a bucket that is made \(got an existing one\)/],
    [{ bucket: "inbox-1250000000", forceDestroy: true }, /are for a bucket that is made/],
    [{ retention: { dead: 0 } }, /Retention of callbacks that are dead must be a whole number from 1 to 3650 days/],
    [{ sweepMinutes: 60 }, /Minutes from sweep to sweep must be a whole number from 1 to 59 minutes \(got 60\)/],
    [{ retry: { maxAttempts: 0 } }, /Attempts of durable delivery must be a whole number from 1 to 100/],
    [{ retry: { firstDelay: 7200 } }, /must not exceed the longest, maxDelay \(got 7200 and 3600 seconds\)/],
    [{ retry: { firstDelay: 0.5 } }, /First delay of durable delivery must be a whole number from 1 to 86400 seconds/],
  ])("refuses %j", (options, message) => {
    expect(() => pipeline(options)).toThrow(message);
  });

  it("must know the region of an existing bucket", () => {
    expect(() => pipeline({ bucket: "inbox-1250000000" }, { region: undefined })).toThrow(
      /Region of the inbox's bucket must be given/,
    );
  });
});
