import { afterEach, describe, expect, it } from "vitest";
import { CiClient } from "../../api/client";
import { getExecution, listExecutions } from "../../api/executions";
import { listJobs } from "../../api/jobs";
import { putObject } from "../../api/objects";
import { startFakeServer } from "../support/fake-server";
import type { FakeServer, Respond } from "../support/fake-server";

const BUCKET = { bucket: "media-1250000000", region: "ap-guangzhou" };
const WINDOW = { from: new Date("2026-01-01T00:00:00Z"), to: new Date("2026-01-01T01:00:00.999Z") };

let server: FakeServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function clientOf(respond: Respond): Promise<CiClient> {
  server = await startFakeServer(respond);
  const credentials = { secretId: "AKID", secretKey: "very-secret" };
  return new CiClient({ credentials, endpoint: server.url, retry: { attempts: 1 }, timeoutMs: 2000 });
}

async function idsOf(items: AsyncIterable<Readonly<Record<string, unknown>>>, name: string): Promise<unknown[]> {
  const ids: unknown[] = [];
  for await (const item of items) ids.push(item[name]);
  return ids;
}

const page = (ids: readonly string[], next: string): string =>
  `<Response>${ids.map((id) => `<JobsDetail><JobId>${id}</JobId></JobsDetail>`).join("")}<NextToken>${next}</NextToken></Response>`;

describe("listJobs", () => {
  it("requests page after page, oldest first, with the period in the vendor's format", async () => {
    const pages: Record<string, string> = { "": page(["j1", "j2"], "t1"), t1: page(["j3"], "") };
    const client = await clientOf(({ query }) => ({ body: pages[query["nextToken"] ?? ""]! }));
    expect(await idsOf(listJobs(client, BUCKET, "Snapshot", WINDOW), "JobId")).toEqual(["j1", "j2", "j3"]);
    expect(server!.requests.map(({ path, query }) => ({ path, ...query }))).toEqual(
      [undefined, "t1"].map((nextToken) => ({
        path: "/jobs",
        tag: "Snapshot",
        startCreationTime: "2026-01-01T08:00:00+0800",
        endCreationTime: "2026-01-01T09:00:00+0800",
        orderByTime: "Asc",
        size: "100",
        ...(nextToken && { nextToken }),
      })),
    );
  });

  it("ends when the token stays the same", async () => {
    const client = await clientOf(() => ({ body: page(["j1"], "same") }));
    expect(await idsOf(listJobs(client, BUCKET, "Snapshot", WINDOW), "JobId")).toEqual(["j1", "j1"]);
  });

  it("refuses a list with circular tokens, and a list of endless empty pages", async () => {
    const circle: Record<string, string> = { "": page(["j1"], "t1"), t1: page(["j2"], "t2"), t2: page(["j3"], "t1") };
    const client = await clientOf(({ query }) => ({ body: circle[query["nextToken"] ?? ""]! }));
    await expect(idsOf(listJobs(client, BUCKET, "Snapshot", WINDOW), "JobId")).rejects.toThrow("the list must end");
    await server!.close();
    const endless = await clientOf(() => ({ body: page([], `t${server!.requests.length}`) }));
    await expect(idsOf(listJobs(endless, BUCKET, "Snapshot", WINDOW), "JobId")).rejects.toThrow("without an item");
    expect(server!.requests.length).toBeLessThan(30);
  });

  it("continues after a page without a job", async () => {
    const pages: Record<string, string> = { "": page([], "t1"), t1: page(["j1"], "") };
    const client = await clientOf(({ query }) => ({ body: pages[query["nextToken"] ?? ""]! }));
    expect(await idsOf(listJobs(client, BUCKET, "Snapshot", WINDOW), "JobId")).toEqual(["j1"]);
  });

  it("requests no page before it is read", async () => {
    const client = await clientOf(() => ({ body: page(["j1"], "more") }));
    for await (const job of listJobs(client, BUCKET, "Snapshot", WINDOW)) {
      expect(job).toEqual({ JobId: "j1" });
      break;
    }
    expect(server!.requests).toHaveLength(1);
  });
});

describe("listExecutions and getExecution", () => {
  it("list the runs of one workflow", async () => {
    const body = "<Response><WorkflowExecutionList><RunId>i1</RunId></WorkflowExecutionList><NextToken/></Response>";
    const client = await clientOf(() => ({ body }));
    expect(await idsOf(listExecutions(client, BUCKET, "w1", WINDOW), "RunId")).toEqual(["i1"]);
    expect(server!.requests[0]).toMatchObject({ path: "/workflowexecution", query: { workflowId: "w1" } });
  });

  it.each([
    ["an error", { status: 400, body: "<Error><Code>ResourceNotFound</Code></Error>" }],
    ["an empty answer", { body: "<Response/>" }],
    ["another run", { body: "<Response><WorkflowExecution><RunId>i2</RunId></WorkflowExecution></Response>" }],
  ])("treat %s as a missing run", async (_, answer) => {
    const client = await clientOf(() => answer);
    expect(await getExecution(client, BUCKET, "i1")).toBeUndefined();
  });
});

describe("putObject without overwriting", () => {
  it.each([
    ["FileAlreadyExists", false],
    ["PathConflict", undefined],
  ])("answers a conflict of code %s with %s", async (code, result) => {
    const client = await clientOf(() => ({ status: 409, body: `<Error><Code>${code}</Code></Error>` }));
    const put = putObject(client, BUCKET, "k", "x", { forbidOverwrite: true });
    if (result === undefined) await expect(put).rejects.toThrow(code);
    else expect(await put).toBe(result);
    expect(server!.requests[0]!.headers["x-cos-forbid-overwrite"]).toBe("true");
  });
});
