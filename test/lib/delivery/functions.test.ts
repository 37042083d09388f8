import { describe, expect, it } from "vitest";
import { CallbackCode, CiCallbackPipeline, Delivery, Ingress, Job } from "../../../lib";
import type { DurableDeliveryOptions } from "../../../lib";
import { ENTRY, newStack, resources } from "../support";
import { allowedTo, BUCKET, environmentOf, pipeline } from "./support";

describe("the functions of Delivery.durable()", () => {
  it("grants each function only the permissions it needs", () => {
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

  it("does not let the sweeper ask CI if reconciliation is off", () => {
    const { stack } = pipeline({ bucket: "inbox-1250000000", reconcile: false });
    expect(environmentOf(stack, "sweeper")["CI_CALLBACK_RECONCILE"]).toBe("off");
    expect(allowedTo(stack, "Sweeper").join("\n")).not.toContain("ci:");
  });

  it("passes on retry policy, reconciled tags and limits", () => {
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

  it("also reconciles the jobs that uploads start", () => {
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

  it("applies the function's settings to names, limits and warnings", () => {
    const { stack, construct } = pipeline(
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
    expect(construct.function.alarms!.silence).toBeDefined();
    expect(construct.worker.alarms!.silence).toBeUndefined();
    expect(construct.worker.alarms!.errors).toBeDefined();
    const watched = [construct.function, construct.worker, construct.sweeper!].map(
      ({ alarms }) => alarms!.deadLetters !== undefined,
    );
    expect(watched).toEqual([false, true, false]);
  });

  it("can raise alarms on dead callbacks only", () => {
    const { stack, construct } = pipeline({}, { function: { alarms: { noticeIds: ["notice-1"], errors: false } } });
    expect(resources(stack, "tencentcloud_cls_alarm")).toHaveLength(1);
    expect(resources(stack, "tencentcloud_cls_topic")).toHaveLength(1);
    expect(construct.worker.alarms!.deadLetters).toBeDefined();
  });

  it("refuses alarms without a condition", () => {
    const alarms = { noticeIds: ["notice-1"], errors: false, deadLetters: false };
    expect(() => pipeline({}, { function: { alarms } })).toThrow(
      "[stack/Media/Worker/Alarms] Alarms must include at least one",
    );
  });

  it("bundles the durable handler with durable delivery, and the small one without it", { timeout: 60_000 }, () => {
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
    [{ bucket: "inbox-1250000000", retention: { done: 1 } }, /must be left out with an existing bucket/],
    [{ bucket: "inbox-1250000000", forceDestroy: true }, /must be left out with an existing bucket/],
    [{ retention: { dead: 0 } }, /Retention of callbacks that are dead must be a whole number from 1 to 3650 days/],
    [{ sweepMinutes: 60 }, /Interval of sweeps must be a whole number from 1 to 59 minutes \(got 60\)/],
    [{ retry: { maxAttempts: 0 } }, /Attempts of durable delivery must be a whole number from 1 to 100/],
    [{ retry: { firstDelay: 7200 } }, /must not exceed maxDelay \(got 7200 and 3600 seconds\)/],
    [{ retry: { firstDelay: 0.5 } }, /First delay of durable delivery must be a whole number from 1 to 86400 seconds/],
  ])("refuses %j", (options, message) => {
    expect(() => pipeline(options)).toThrow(message);
  });

  it("requires the region of an existing bucket", () => {
    expect(() => pipeline({ bucket: "inbox-1250000000" }, { region: undefined })).toThrow(
      /Region of the inbox's bucket must be given/,
    );
  });
});
