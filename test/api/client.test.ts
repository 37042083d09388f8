import { afterEach, describe, expect, it } from "vitest";
import { CiClient } from "../../api/client";
import type { CiClientOptions } from "../../api/client";
import { withDeadline } from "../../api/deadline";
import { CiApiError, TransportError, UnexpectedAnswerError } from "../../api/errors";
import { createJob } from "../../api/jobs";
import { listMediaQueues } from "../../api/queues";
import { authorization } from "../../api/sign";
import { send } from "../../api/transport";
import { findWorkflowsByName } from "../../api/workflows";
import { startFakeServer } from "../support/fake-server";
import type { FakeServer, Respond } from "../support/fake-server";

const KEY = { secretId: "AKID", secretKey: "very-secret" };
const BUCKET = { bucket: "media-1250000000", region: "ap-guangzhou" };
const HOST = "media-1250000000.ci.ap-guangzhou.myqcloud.com";
const ERROR_503 = { status: 503, body: "<Error><Code>ServiceUnavailable</Code><Message>later</Message></Error>" };

let server: FakeServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function setUp(respond: Respond, options: Partial<CiClientOptions> = {}): Promise<CiClient> {
  server = await startFakeServer(respond);
  return new CiClient({ credentials: KEY, endpoint: server.url, retry: { baseMs: 1 }, timeoutMs: 2000, ...options });
}

const get = { method: "GET", host: HOST, path: "/queue" } as const;
const post = { method: "POST", host: HOST, path: "/workflow" } as const;

describe("a request", () => {
  it("connects to the endpoint, and names and signs the virtual host", async () => {
    const client = await setUp(() => ({}), { now: () => 1_700_000_060_000, credentials: { ...KEY, token: "t0ken" } });
    await client.request({ ...get, path: "/a b/中.txt", query: { active: "", x: "1+1" } });
    const [request] = server!.requests;
    expect(request).toMatchObject({ method: "GET", path: "/a b/中.txt", host: HOST, query: { active: "", x: "1+1" } });
    expect(request!.headers["x-ci-security-token"]).toBe("t0ken");
    expect(request!.headers.authorization).toBe(
      authorization(
        {
          method: "GET",
          path: "/a b/中.txt",
          query: { active: "", x: "1+1" },
          headers: { host: HOST, "x-ci-security-token": "t0ken" },
        },
        KEY,
        { start: 1_699_999_980, end: 1_700_001_000 },
      ),
    );
  });

  it("signs all requests within a minute with the same time, valid for at least fifteen minutes", async () => {
    let now = 1_700_000_040_000; // a minute begins
    const client = await setUp(() => ({}), { now: () => now });
    for (now of [1_700_000_040_000, 1_700_000_099_999, 1_700_000_100_000]) await client.request(get);
    const times = server!.requests.map(({ headers }) => /q-key-time=(\d+;\d+)/.exec(headers.authorization ?? "")?.[1]);
    expect(times).toEqual(["1699999980;1700001000", "1699999980;1700001000", "1700000040;1700001060"]);
  });

  it("sends the length 0 with a PUT or POST without a body", async () => {
    const client = await setUp(() => ({}));
    await client.request({ ...get, method: "PUT" });
    expect(server!.requests[0]!.headers["content-length"]).toBe("0");
  });

  it("calls COS hosts with COS's own token header", async () => {
    const client = await setUp(() => ({}), { credentials: { ...KEY, token: "t0ken" } });
    await client.request({ ...get, host: "media-1250000000.cos.ap-guangzhou.myqcloud.com" });
    expect(server!.requests[0]!.headers["x-cos-security-token"]).toBe("t0ken");
  });

  it.each(["ftp://host", "http://host/path", "http://user:pw@host", "127.0.0.1:80"])(
    "refuses the endpoint %s",
    (endpoint) => {
      expect(() => new CiClient({ credentials: KEY, endpoint })).toThrow(/endpoint must be http:\/\/ or https:\/\//);
    },
  );
});

describe("after a failure", () => {
  it("repeats a GET after 503, a dropped connection and 429", async () => {
    const answers: ReturnType<Respond>[] = [ERROR_503, "drop", { status: 429 }, { body: "<Response/>" }];
    const client = await setUp(() => answers.shift()!);
    expect(await client.requestXml(get)).toEqual({});
    expect(server!.requests).toHaveLength(4);
  });

  it("gives up after the last attempt, with the vendor's message", async () => {
    const client = await setUp(() => ERROR_503, { retry: { baseMs: 1, attempts: 3 } });
    await expect(client.request(get)).rejects.toMatchObject({ code: "ServiceUnavailable", status: 503 });
    expect(server!.requests).toHaveLength(3);
  });

  it.each([400, 401, 403, 404, 501])("does not repeat a GET after status %i", async (status) => {
    const client = await setUp(() => ({ status }));
    await expect(client.request(get)).rejects.toBeInstanceOf(CiApiError);
    expect(server!.requests).toHaveLength(1);
  });

  it.each<[string, Awaited<ReturnType<Respond>>]>([
    ["503", ERROR_503],
    ["a dropped connection", "drop"],
  ])("does not repeat a POST after %s", async (_case, answer) => {
    const client = await setUp(() => answer);
    await expect(client.request(post)).rejects.toThrow();
    expect(server!.requests).toHaveLength(1);
  });

  it("repeats a POST that was refused with 429, and an idempotent POST", async () => {
    const answers: Awaited<ReturnType<Respond>>[] = [{ status: 429 }, {}, ERROR_503, {}];
    const client = await setUp(() => answers.shift()!);
    await client.request(post);
    await client.request({ ...post, safeToRepeat: true });
    expect(server!.requests).toHaveLength(4);
  });

  it("repeats a POST that was certainly not sent", async () => {
    const closedServer = await startFakeServer(() => ({}));
    await closedServer.close();
    const tries: string[] = [];
    const client = new CiClient({
      credentials: KEY,
      endpoint: closedServer.url,
      retry: { baseMs: 1, attempts: 3, onRetry: (error) => tries.push((error as TransportError).code) },
    });
    await expect(client.request(post)).rejects.toMatchObject({ code: "ECONNREFUSED", sent: false });
    expect(tries).toEqual(["ECONNREFUSED", "ECONNREFUSED"]);
  });

  it("stops waiting at once when aborted", async () => {
    const controller = new AbortController();
    const client = await setUp(() => ERROR_503, {
      retry: { baseMs: 60_000, onRetry: () => setImmediate(() => controller.abort(new Error("stop"))) },
    });
    const started = Date.now();
    await expect(client.request({ ...get, signal: controller.signal })).rejects.toThrow("stop");
    expect(Date.now() - started).toBeLessThan(5000);
  });

  it("aborts a running request", async () => {
    const client = await setUp(() => new Promise(() => undefined));
    const limited = withDeadline(50, undefined, (signal) => client.request({ ...get, signal }));
    await expect(limited).rejects.toThrow("no answer within 50 ms");
  });
});

describe("the transport", () => {
  it("reports after a time-out that the request may have arrived", async () => {
    server = await startFakeServer(() => new Promise(() => undefined));
    const request = { method: "GET", origin: new URL(server.url), path: "/", headers: { host: HOST }, timeoutMs: 50 };
    const error: unknown = await send(request).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(TransportError);
    expect(error).toMatchObject({ code: "ETIMEDOUT", sent: true });
    expect((error as Error).message).toMatch(/no answer within 0.05 s/);
  });
});

describe("API calls", () => {
  it("read the pages of a list until the total is reached", async () => {
    const page = (n: number) =>
      `<Response><TotalCount>3</TotalCount>${n === 1 ? queue("p1") + queue("p2") : queue("p3")}</Response>`;
    const queue = (id: string) => `<QueueList><QueueId>${id}</QueueId><Name>q</Name></QueueList>`;
    const client = await setUp(({ query }) => ({ body: page(Number(query["pageNumber"])) }));
    expect((await listMediaQueues(client, BUCKET)).map(({ queueId }) => queueId)).toEqual(["p1", "p2", "p3"]);
    expect(server!.requests).toHaveLength(2);
  });

  it("find workflows by their exact name although the query may match a prefix", async () => {
    const body =
      "<Response><TotalCount>2</TotalCount><MediaWorkflowList><Name>wf</Name><WorkflowId>w1</WorkflowId></MediaWorkflowList>" +
      "<MediaWorkflowList><Name>wf-2</Name><WorkflowId>w2</WorkflowId></MediaWorkflowList></Response>";
    const client = await setUp(() => ({ body }));
    expect((await findWorkflowsByName(client, BUCKET, "wf")).map(({ workflowId }) => workflowId)).toEqual(["w1"]);
  });

  it("write a job's request in the documented order", async () => {
    const client = await setUp(() => ({ body: "<Response><JobsDetail><JobId>j1</JobId></JobsDetail></Response>" }));
    const job = await createJob(client, BUCKET, { Tag: "SplitVideoParts", Input: { Object: "a&b.mp4" } });
    expect(job).toEqual({ JobId: "j1" });
    expect(server!.requests[0]!.body).toBe(
      "<Request><Tag>SplitVideoParts</Tag><Input><Object>a&amp;b.mp4</Object></Input></Request>",
    );
  });

  it("reject an answer in an undocumented form", async () => {
    const client = await setUp(() => ({ body: "<html></html>" }));
    await expect(listMediaQueues(client, BUCKET)).rejects.toBeInstanceOf(UnexpectedAnswerError);
  });
});
