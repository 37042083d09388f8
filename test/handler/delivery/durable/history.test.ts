import { afterEach, describe, expect, it } from "vitest";
import { CiClient } from "../../../../api/client";
import { parseCallback } from "../../../../handler/callback/parse";
import { createHistory } from "../../../../handler/delivery/durable/history";
import { keyOf } from "../../../../handler/delivery/durable/key";
import type { CiHistory, CiItem } from "../../../../handler/delivery/durable/ci-history";
import { startFakeServer } from "../../../support/fake-server";
import type { FakeServer } from "../../../support/fake-server";

const BUCKET = { bucket: "media-1250000000", region: "ap-guangzhou" };
const job = (id: string, state: string, end: string): string =>
  `<JobsDetail><JobId>${id}</JobId><Tag>Snapshot</Tag><State>${state}</State><Code>Success</Code><Message/>` +
  `<CreationTime>2026-01-01T08:00:00+0800</CreationTime><EndTime>${end}</EndTime></JobsDetail>`;
const RUN =
  "<RunId>i1</RunId><WorkflowId>w1</WorkflowId><State>Success</State><CreateTime>2026-01-01T08:00:00+0800</CreateTime>";

/** CI's answers by path. */
const ANSWERS: Readonly<Record<string, string>> = {
  "/jobs": `<Response>${job("j1", "Success", "2026-01-01T08:01:00+0800")}${job("j2", "Running", "-")}<JobsDetail><JobId/></JobsDetail></Response>`,
  "/jobs/j1": `<Response>${job("j1", "Success", "2026-01-01T08:01:00+0800")}</Response>`,
  "/doc_jobs": `<Response>${job("d1", "Success", "2026-01-01T08:01:00+0800")}</Response>`,
  "/doc_jobs/d1": `<Response>${job("d1", "Success", "2026-01-01T08:01:00+0800")}</Response>`,
  "/workflow":
    "<Response><TotalCount>1</TotalCount><MediaWorkflowList><WorkflowId>w1</WorkflowId></MediaWorkflowList></Response>",
  "/workflowexecution": `<Response><WorkflowExecutionList>${RUN}</WorkflowExecutionList></Response>`,
  "/workflowexecution/i1":
    `<Response><WorkflowExecution>${RUN}<Topology><Nodes/></Topology>` +
    `<Tasks><Type>Snapshot</Type><JobId>j1</JobId><State>Success</State><Name>Snapshot_1</Name></Tasks></WorkflowExecution></Response>`,
};

let server: FakeServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

/**
 * @param known path at which CI knows a job besides those of `ANSWERS` @param refused prefix of paths that it refuses
 */
async function open(
  options: { tags: readonly string[]; runs: boolean },
  known?: string,
  refused?: string,
): Promise<CiHistory> {
  server = await startFakeServer(({ path }) => {
    if (refused !== undefined && path.startsWith(refused)) {
      return { status: 403, body: "<Error><Code>AccessDenied</Code></Error>" };
    }
    const id = path.slice(path.lastIndexOf("/") + 1);
    const answer =
      path === known ? `<Response>${job(id, "Success", "2026-01-01T08:01:00+0800")}</Response>` : undefined;
    return { body: answer ?? ANSWERS[path] ?? "<Response/>" };
  });
  const credentials = { secretId: "AKID", secretKey: "very-secret" };
  const client = new CiClient({ credentials, endpoint: server.url, retry: { attempts: 1 } });
  return createHistory({ client, bucket: BUCKET, ...options });
}

async function itemsOf(options: { tags: readonly string[]; runs: boolean }): Promise<CiItem[]> {
  const items: CiItem[] = [];
  const { sources, workflows } = await open(options);
  for (const source of [...sources, ...((await workflows?.()) ?? [])])
    for await (const item of source.list(0, Date.UTC(2026, 0, 2))) items.push(item);
  return items;
}

describe("createHistory", () => {
  it("lists jobs with the key, the times and the body of the callback that they should have caused", async () => {
    const [ended, running, ...rest] = await itemsOf({ tags: ["Snapshot"], runs: false });
    expect(rest).toEqual([]);
    expect(ended).toMatchObject({
      ref: "job/Snapshot/j1",
      key: "job_j1_Success",
      createdAt: Date.UTC(2026, 0, 1),
      endedAt: Date.UTC(2026, 0, 1, 0, 1),
    });
    expect(running).toMatchObject({ key: "job_j2_Running", endedAt: undefined });
    const callback = parseCallback((await ended!.body())!);
    expect(callback).toMatchObject({
      type: "jobs",
      eventName: "TaskFinish",
      jobs: [{ jobId: "j1", state: "Success" }],
    });
    expect(keyOf(callback, () => "")).toBe(ended!.key);
  });

  it("lists jobs on documents, and no jobs on files, of which CI has no list", async () => {
    const items = await itemsOf({ tags: ["DocProcess", "FileCompress"], runs: false });
    expect(items.map(({ key }) => key)).toEqual(["job_d1_Success"]);
    expect(await items[0]!.body()).toContain("<JobId>d1</JobId>");
    expect(server!.requests.map(({ path }) => path)).toEqual(["/doc_jobs", "/doc_jobs/d1"]);
  });

  it("lists the runs of all workflows, each with the body of a callback", async () => {
    const [run] = await itemsOf({ tags: [], runs: true });
    expect(run).toMatchObject({ key: "run_i1_Success", endedAt: Infinity });
    const callback = parseCallback((await run!.body())!);
    expect(callback).toMatchObject({
      type: "workflow",
      execution: {
        runId: "i1",
        workflowId: "w1",
        bucketId: "media-1250000000",
        tasks: [{ jobId: "j1", name: "Snapshot_1" }],
      },
    });
    expect(keyOf(callback, () => "")).toBe(run!.key);
  });

  it("returns no body for items that CI no longer knows", async () => {
    const items = await itemsOf({ tags: ["Snapshot"], runs: false });
    expect(await items[1]!.body()).toBeUndefined();
  });

  it("reads one item by its reference, with its body", async () => {
    const history = await open({ tags: ["Snapshot"], runs: true });
    const job = await history.get("job/j1");
    expect(job).toMatchObject({ ref: "job/j1", key: "job_j1_Success", endedAt: Date.UTC(2026, 0, 1, 0, 1) });
    expect(parseCallback((await job!.body())!)).toMatchObject({ type: "jobs", jobs: [{ jobId: "j1" }] });
    expect(await history.get("run/i1")).toMatchObject({ key: "run_i1_Success", endedAt: 0 });
    expect(await history.get("job/j2")).toBeUndefined();
    expect(server!.requests.map(({ path }) => path)).toEqual([
      ...["/jobs/j1", "/workflowexecution/i1"],
      ...["/jobs/j2", "/doc_jobs/j2", "/file_jobs/j2", "/pic_jobs/j2"],
    ]);
  });

  it.each([
    ["job/FileHashCode/f1", ["/file_jobs/f1"]],
    ["job/FileHashCode/x1", ["/file_jobs/x1"]],
    ["job/DocProcess/x1", ["/doc_jobs/x1"]],
    ["job/PosterProduction/c1", ["/pic_jobs/c1"]],
    ["job/Snapshot/j1", ["/jobs/j1"]],
    ["job/FutureDocument/d1", ["/doc_jobs/d1"]],
    ["job//f1", ["/file_jobs/f1"]],
    ["job/f1", ["/file_jobs/f1"]], // as version 0.1.0 stores it
    ["job/DocProcess/j1", ["/doc_jobs/j1", "/jobs/j1"]], // the type in a callback may be forged
    ["job/Snapshot/f1", ["/jobs/f1", "/file_jobs/f1"]],
  ])("reads %s at the right path first: %j", async (ref, paths) => {
    const history = await open({ tags: [], runs: false }, paths.at(-1));
    const id = ref.slice(ref.lastIndexOf("/") + 1);
    expect(await history.get(ref)).toMatchObject({ key: `job_${id}_Success` });
    expect(server!.requests.map(({ path }) => path)).toEqual(paths);
  });

  it.each(["job/Snapshot/j1/j2", "job//../queue/j1", "job/Snapshot/j1,j2", "job/Snapshot/"])(
    "makes no call for %s with an invalid id",
    async (ref) => {
      expect(await (await open({ tags: [], runs: false })).get(ref)).toBeUndefined();
      expect(server!.requests).toEqual([]);
    },
  );

  it("rejects if CI refuses the first path and no other path has the job, but not if CI refuses another path", async () => {
    const history = await open({ tags: [], runs: false }, undefined, "/file_jobs/");
    await expect(history.get("job/FileHashCode/f1")).rejects.toThrow("AccessDenied");
    expect(await history.get("job/Snapshot/j9")).toBeUndefined();
  });

  it("lists jobs on documents at their own path, and makes no call for files", async () => {
    await itemsOf({ tags: ["DocProcess", "FileCompress", "Snapshot"], runs: false });
    const calls = server!.requests.map(({ path, query }) => `${path} ${query["tag"]}`);
    expect(calls).toEqual(["/doc_jobs DocProcess", "/jobs Snapshot"]);
  });

  it("asks only for items that a route handles", async () => {
    expect(await itemsOf({ tags: [], runs: false })).toEqual([]);
    expect(server!.requests).toEqual([]);
  });
});
