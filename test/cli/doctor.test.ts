import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { DoctorContext } from "../../cli/doctor/context";
import type { Link, Result } from "../../cli/doctor/finding";
import { diagnose, runDoctor } from "../../cli/doctor/run";
import { needsOfStack } from "../../cli/permissions/needs";
import { actionsOf } from "../support/ci-calls";
import { startForwarder } from "../support/forwarder";
import { addDeadCallback, answering, changeNotify, pauseQueue, undo } from "./doctor/changes";
import { CI_BREAKS } from "./doctor/ci-breaks";
import { FUNCTION_BREAKS } from "./doctor/function-breaks";
import { contextTo, REGION, startHealthyPipeline } from "./doctor/deployed-pipeline";
import type { DeployedPipeline } from "./doctor/deployed-pipeline";
import { stackFolder, written } from "./stack-folder";

const BREAKS = [...CI_BREAKS, ...FUNCTION_BREAKS];

let pipeline: DeployedPipeline;

beforeAll(async () => {
  pipeline = await startHealthyPipeline();
}, 60_000);

afterAll(() => pipeline.cloud.close());

const brokenOf = (results: readonly Result[]): Link[] =>
  results.filter(({ status }) => status === "broken").map(({ link }) => link);

describe("the doctor", () => {
  it("reports a healthy pipeline as in order and prints no secret", async () => {
    const results = await diagnose(contextTo(pipeline));
    expect(results.filter(({ status }) => status !== "ok")).toEqual([]);
    expect(new Set(results.map(({ link }) => link)).size).toBe(14);
    expect(JSON.stringify(results)).not.toContain(pipeline.chain.urls[0]!.url.split("/").pop());
    expect(JSON.stringify(results)).not.toContain(pipeline.cloud.credential.secretId);
  });

  it.each(BREAKS)("names exactly %s when %s", async (link, _what, finding, act) => {
    const results = await diagnose(contextTo(pipeline, (await act(pipeline)) ?? {}));
    expect(brokenOf(results)).toEqual([link]);
    expect(results.find(({ status }) => status === "broken")).toMatchObject({
      finding: expect.stringMatching(finding) as unknown,
      next: expect.stringMatching(/\w/) as unknown,
    });
  });

  it("names both of two broken links, and no other", async () => {
    pauseQueue(pipeline);
    changeNotify(pipeline, { Url: "https://other.example.com/x" });
    await addDeadCallback(pipeline);
    expect(brokenOf(await diagnose(contextTo(pipeline)))).toEqual(["queue", "callback", "inbox"]);
  });

  it("explains how to set a log topic for a function without one, and reports no fault", async () => {
    const changes = await answering(pipeline, "GetFunction", (members) => ({ ...members, ClsTopicId: "" }));
    const results = await diagnose(contextTo(pipeline, { ...changes, isLocal: false }));
    expect(brokenOf(results)).toEqual([]);
    expect(results.filter(({ status }) => status !== "ok").map(({ link }) => link)).toEqual(["log"]);
    expect(results.find(({ link }) => link === "log")).toMatchObject({
      status: "unknown",
      next: expect.stringContaining("logs: {}") as unknown,
    });
  });

  it("has a test that breaks each link", () => {
    const links = new Set(BREAKS.map(([link]) => link));
    expect(links.size).toBe(14);
  });

  it("does not report a name as broken if no name resolves", async () => {
    const resolves = () => Promise.resolve(false);
    const results = await diagnose(contextTo(pipeline, { isLocal: false, resolves }));
    expect(brokenOf(results)).toEqual([]);
    expect(results.find(({ link }) => link === "address")).toMatchObject({ status: "unknown" });
  });

  it("does not report a link as broken if the key lacks permission to read it", async () => {
    const forwarder = await startForwarder(pipeline.cloud.url, ({ path }) =>
      path === "/queue"
        ? {
            status: 403,
            body: "<Error><Code>AccessDenied</Code><Message>no</Message><RequestId>r1</RequestId></Error>",
          }
        : undefined,
    );
    undo(() => forwarder.close());
    const results = await diagnose(contextTo(pipeline, { endpoint: forwarder.url }));
    expect(brokenOf(results)).toEqual([]);
    expect(results.find(({ link }) => link === "queue")).toMatchObject({
      status: "unknown",
      finding: "the key lacks permission: AccessDenied: no (request r1)",
    });
  });

  it("makes exactly the calls that the policy `look` allows", async () => {
    const forwarder = await startForwarder(pipeline.cloud.url);
    undo(() => forwarder.close());
    const results = await diagnose(contextTo(pipeline, { endpoint: forwarder.url }), { isSending: true });
    expect(results.filter(({ status }) => status !== "ok")).toEqual([]);
    const signed = forwarder.requests.filter(({ headers }) => headers.authorization !== undefined);
    const called = new Set(signed.flatMap(actionsOf));

    const { resources } = pipeline.state as {
      resources: { type: string; name: string; instances: { attributes: object }[] }[];
    };
    const resource: Record<string, Record<string, Record<string, unknown>>> = {};
    for (const { type, name, instances } of resources) {
      (resource[type] ??= {})[name] = instances[0]!.attributes as Record<string, unknown>;
    }
    const { look } = needsOfStack({ provider: { tencentcloud: [{ region: REGION }] }, resource }).tasks;
    expect([...called].sort()).toEqual([...new Set(look.map(({ action }) => action))].sort());
  });

  it("finds the function's log line about a probe, and reports a missing line", async () => {
    const found = await diagnose(contextTo(pipeline), { isSending: true });
    expect(found.find(({ subject }) => subject?.startsWith("probe to"))).toMatchObject({
      status: "ok",
      finding: expect.stringMatching(/^log line after \d+ s$/) as unknown,
    });
    const platform = { ...contextTo(pipeline).platform, logs: async function* () {} } as DoctorContext["platform"];
    const silent = await diagnose(contextTo(pipeline, { platform }), { isSending: true, waitMs: 10 });
    expect(silent.find(({ subject }) => subject?.startsWith("probe to"))).toMatchObject({ status: "unknown" });
  });
});

describe("doctor, the command", () => {
  const env = () => ({
    TENCENTCLOUD_SECRET_ID: pipeline.cloud.credential.secretId,
    TENCENTCLOUD_SECRET_KEY: pipeline.cloud.credential.secretKey,
    TENCENTCLOUD_REGION: REGION,
    TENCENTCI_ENDPOINT: pipeline.cloud.url,
  });

  it("prints one line per link with the remedy below, and exits with 1 if a link is broken", async () => {
    const { folder } = stackFolder({ state: pipeline.state });
    pauseQueue(pipeline);
    const { code, out, err } = await written(runDoctor, [folder], env());
    expect(code).toBe(1);
    expect(out).toMatch(/^✓ credentials: AKID\w\w…\w{4} of account 1250000000, on the local cloud$/m);
    expect(out).toContain(
      `✗ queue ${pipeline.chain.queues[0]!.queueId}: Paused, but deployed as Active: jobs wait and report nothing\n    → \`cdktf deploy\``,
    );
    expect(err).toContain("media on http://127.0.0.1:");
    expect(err).toMatch(/1\d links: \d+ in order, 1 broken, 0 unknown/);
  });

  it("prints one JSON object per link", async () => {
    const { folder } = stackFolder({ state: pipeline.state });
    const { out } = await written(runDoctor, [folder, "--json"], env());
    const results = out
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Result);
    expect(results.map(({ link }) => link)).toContain("sweeper");
    expect(results.every(({ status }) => ["ok", "broken", "unknown"].includes(status))).toBe(true);
  });

  it("reports a missing key and a missing deployment", async () => {
    const none = { TENCENTCLOUD_SHARED_CREDENTIALS_DIR: "/nonexistent" };
    await expect(written(runDoctor, [stackFolder({ state: pipeline.state }).folder], none)).rejects.toThrow(
      "must be in the environment",
    );
    await expect(written(runDoctor, [stackFolder().folder], env())).rejects.toThrow("must be deployed (got no state");
  });
});
