import { describe, expect, it } from "vitest";
import { BUCKET, jobCallback } from "../../harness/durable-deployment";
import { ciHost, picHost } from "../../api/hosts";
import { redrive } from "../../handler/delivery/durable/operations";
import { CiClient } from "../../api/client";
import { EVERY_SECOND, linesOf, names, post, sharedDeployment, SLACK_MS, startDeployment } from "./deployment";
import type { DurableDeployment } from "./deployment";

const runsOf = (deployment: DurableDeployment, jobId: string): ReturnType<typeof linesOf> =>
  linesOf(deployment, "effect").filter((line) => line.jobId === jobId);

describe("durable delivery on the local cloud", () => {
  const deployed = sharedDeployment((context) => startDeployment(context));

  it("answers when the callback is in the inbox, and runs user code after that", async () => {
    const deployment = deployed();
    expect(await post(deployment, jobCallback("j1"))).toEqual({ status: 200, text: '{"status":"accepted"}' });
    await deployment.cloud.idle();
    expect(linesOf(deployment, "effect")).toMatchObject([{ jobId: "j1", attempt: 1, source: "callback" }]);
    expect(await names(deployment, "")).toEqual([
      "done/job_j1_Success",
      "journal/job_j1_Success/0001",
      "journal/job_j1_Success/0002",
      "journal/job_j1_Success/0003",
      "state/created-once",
    ]);
  });

  it("makes one call to COS before it answers", async () => {
    const deployment = deployed();
    deployment.cloud.faults.add({ match: "EVENT *", times: 1e9, effect: { type: "drop" } });
    deployment.cloud.faults.add({ match: "GET *.cos.*", times: 1e9, effect: { type: "answer", status: 500 } });
    expect((await post(deployment, jobCallback("alone"))).status).toBe(200);
    deployment.cloud.faults.clear();
    expect(await names(deployment, "inbox/")).toEqual(["inbox/job_alone_Success"]);
  });

  it("runs user code once for a callback that arrives twice, early or late", async () => {
    const deployment = deployed();
    const answers = await Promise.all(Array.from({ length: 4 }, () => post(deployment, jobCallback("twice"))));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    await deployment.cloud.idle();
    expect((await post(deployment, jobCallback("twice"))).status).toBe(200);
    await deployment.cloud.idle();
    expect(runsOf(deployment, "twice")).toHaveLength(1);
    expect(await names(deployment, "inbox/job_twice")).toEqual([]);
  });

  it("answers 503 if the callback cannot be stored, and 404, 405 or 400 to other requests", async () => {
    const deployment = deployed();
    const before = await names(deployment, "");
    deployment.cloud.faults.add({ match: "PUT *inbox*", times: 2, effect: { type: "answer", status: 503 } });
    expect(await post(deployment, jobCallback("unstored"))).toEqual({
      status: 503,
      text: '{"status":"error","error":"cannot be stored now"}',
    });
    const elsewhere = { ...deployment, callbackUrl: `${deployment.callbackUrl}x` };
    expect((await post(elsewhere, jobCallback("unstored"))).status).toBe(404);
    expect((await post(deployment, "", "GET")).status).toBe(405);
    expect((await post(deployment, "garbage")).status).toBe(400);
    expect(await names(deployment, "")).toEqual(before);
  });

  it("makes a permanent failure a dead letter, raises an alarm and redrives it", async () => {
    const deployment = deployed();
    await post(deployment, jobCallback("j-refused"));
    await deployment.cloud.idle();
    expect(await names(deployment, "dead/")).toEqual(["dead/job_j-refused_Success"]);
    expect(linesOf(deployment, "callback dead")).toMatchObject([{ key: "job_j-refused_Success", attempts: 1 }]);
    expect(await redrive(deployment.store, deployment.journal, "job_j-refused_Success")).toBe("redriven");
    await deployment.cloud.idle();
    expect(runsOf(deployment, "j-refused")).toHaveLength(2);
    expect(await names(deployment, "dead/")).toEqual(["dead/job_j-refused_Success~0004"]);
    expect(await names(deployment, "inbox/job_j-refused")).toEqual([]);
  });
});

describe("a sweeper on the local cloud", { timeout: 60_000 }, () => {
  const deployed = sharedDeployment((context) => startDeployment(context, { sweeps: EVERY_SECOND }));
  const SOON = { timeout: 50_000, interval: 500 };

  it("retries a failed callback when it finds it due", async () => {
    const deployment = deployed();
    await post(deployment, jobCallback("j-fails"));
    await expect.poll(() => names(deployment, "done/job_j-fails"), SOON).toEqual(["done/job_j-fails_Success"]);
    expect(runsOf(deployment, "j-fails").map(({ attempt }) => attempt)).toEqual([1, 2]);
  });

  it("does not depend on an event that is lost", async () => {
    const deployment = deployed();
    deployment.cloud.faults.add({ match: "EVENT *inbox/job_lost*", effect: { type: "drop" } });
    await post(deployment, jobCallback("lost"));
    await expect.poll(() => names(deployment, "done/job_lost"), SOON).toEqual(["done/job_lost_Success"]);
    expect(deployment.cloud.faults.all.map(({ seen }) => seen)).not.toContain(0);
  });
});

describe("a worker on the local cloud", () => {
  it("refuses to work on a bucket that creates an object twice", async (context) => {
    const deployment = await startDeployment(context);
    deployment.cloud.buckets.find(({ name }) => name === BUCKET)!.versioned = true;
    await post(deployment, jobCallback("j1"));
    await deployment.cloud.idle();
    expect(linesOf(deployment, "effect")).toEqual([]);
    expect(deployment.cloud.asyncCalls.map(({ error }) => error)).toEqual(
      Array(3).fill(expect.stringContaining("The bucket of the inbox must refuse to create an object twice")),
    );
    expect(await names(deployment, "inbox/")).toEqual(["inbox/job_j1_Success"]);
  });
});

describe("reconciliation", () => {
  it("finds within two sweeps a callback that CI never sent", { timeout: 120_000 }, async (context) => {
    const deployment = await startDeployment(context, { environment: { CI_CALLBACK_RECONCILE: "" } });
    const { cloud } = deployment;
    const address = { bucket: BUCKET, region: cloud.region };
    const client = new CiClient({ credentials: cloud.credential, endpoint: cloud.url });
    await client.request({ method: "PUT", host: picHost(address), path: "/" });
    await client.requestXml({ method: "POST", host: ciHost(address), path: "/mediabucket" });
    cloud.putObject(BUCKET, "videos/a.mp4", "x");
    const answer = await client.requestXml({
      method: "POST",
      host: ciHost(address),
      path: "/jobs",
      xml: ["Request", { Tag: "Snapshot", Input: { Object: "videos/a.mp4" }, Operation: {}, CallBack: "no" }],
    });
    const { JobId } = answer["JobsDetail"] as { readonly JobId: string };
    await cloud.idle();
    expect(linesOf(deployment, "effect")).toEqual([]);

    const sweep = (): Promise<unknown> => cloud.invoke("sweeper", { Type: "Timer" });
    await sweep();
    await new Promise((resolve) => setTimeout(resolve, SLACK_MS)); // its callback might have arrived later
    await sweep();
    await cloud.idle();

    expect(linesOf(deployment, "effect")).toMatchObject([{ jobId: JobId, source: "reconciled", attempt: 1 }]);
    expect(await names(deployment, "done/")).toEqual([`done/job_${JobId}_Success`]);
    await sweep();
    await cloud.idle();
    expect(linesOf(deployment, "effect")).toHaveLength(1);
  });
});
