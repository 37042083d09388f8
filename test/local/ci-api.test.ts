import { request } from "node:http";
import { expect, it } from "vitest";
import { authorization } from "../../api/sign";
import type { LocalCloud } from "../../local/cloud";
import { BUCKET, ci, clientOf, enableMedia, HOSTS, refusal, startCloud } from "./support";

/** A raw request that a correct client cannot send. */
function sendRaw(
  cloud: LocalCloud,
  options: { method: string; path: string; headers: Record<string, string>; body?: string },
): Promise<{ status: number; body: string; headers: Record<string, unknown> }> {
  return new Promise((resolve, reject) => {
    const outgoing = request(cloud.url, { ...options, path: options.path }, (response) => {
      let body = "";
      response.on("data", (chunk: Buffer) => (body += chunk.toString()));
      response.on("end", () => resolve({ status: response.statusCode!, body, headers: response.headers }));
    });
    outgoing.on("error", reject);
    outgoing.end(options.body);
  });
}

function signed(cloud: LocalCloud, changes: { start?: number; end?: number; secretKey?: string; host?: string } = {}) {
  const now = Math.floor(Date.now() / 1000);
  const { start = now - 60, end = now + 900, secretKey = cloud.credential.secretKey, host = HOSTS.ci } = changes;
  const query = { queueIds: "p1", category: "CateAll" };
  const key = { ...cloud.credential, secretKey };
  const value = authorization({ method: "GET", path: "/queue", query, headers: { host } }, key, { start, end });
  return { method: "GET", path: "/queue?category=CateAll&queueIds=p1", headers: { host, authorization: value } };
}

it("accepts a signature over host and query", async () => {
  const cloud = await startCloud();
  await enableMedia(cloud);
  const answer = await sendRaw(cloud, signed(cloud));
  expect(answer).toMatchObject({ status: 200, headers: { server: "tencent-ci" } });
  expect(answer.headers["x-ci-request-id"]).toMatch(/^[0-9a-f-]{36}$/);
  expect(answer.body).toContain("<NonExistPIDs>p1</NonExistPIDs>");
});

const now = (): number => Math.floor(Date.now() / 1000);
it.each<[string, string, (cloud: LocalCloud) => ReturnType<typeof signed>]>([
  ["no signature", "401 MissingAuthorization", (cloud) => ({ ...signed(cloud), headers: { host: HOSTS.ci } as never })],
  [
    "a malformed one",
    "401 InvalidAuthorization",
    (cloud) => ({ ...signed(cloud), headers: { host: HOSTS.ci, authorization: "q-ak=1" } }),
  ],
  ["another secret", "401 AccessDenied", (cloud) => signed(cloud, { secretKey: "wrong" })],
  [
    "a changed query",
    "401 AccessDenied",
    (cloud) => ({ ...signed(cloud), path: "/queue?category=CateAll&queueIds=p2" }),
  ],
  [
    "a changed host",
    "401 AccessDenied",
    (cloud) => ({
      ...signed(cloud, { host: `other-1250000000.ci.ap-guangzhou.myqcloud.com` }),
      headers: {
        ...signed(cloud).headers,
        authorization: signed(cloud, { host: "other.example.com" }).headers.authorization,
      },
    }),
  ],
  ["an expired one", "401 SignatureExpired", (cloud) => signed(cloud, { start: now() - 100, end: now() - 10 })],
  [
    "one from the future",
    "403 RequestTimeTooSkewed",
    (cloud) => signed(cloud, { start: now() + 2000, end: now() + 3000 }),
  ],
])("refuses %s with %s", async (_, expected, make) => {
  const cloud = await startCloud();
  await enableMedia(cloud);
  const { status, body } = await sendRaw(cloud, make(cloud));
  expect(`${status} ${/<Code>(.*)<\/Code>/.exec(body)?.[1]}`).toBe(expected);
  expect(body).toMatch(/<RequestId>[0-9a-f-]{36}<\/RequestId>/);
});

it("refuses an unknown secret id, and a token without a key", async () => {
  const cloud = await startCloud();
  await enableMedia(cloud);
  const call = { method: "GET", host: HOSTS.ci, path: "/queue" } as const;
  const unknown = clientOf(cloud, { secretId: "AKIDunknown", secretKey: "x" }).request(call);
  const token = clientOf(cloud, { ...cloud.credential, token: "made up" }).request(call);
  expect(await refusal(unknown)).toBe("401 SecretidNotExist");
  expect(await refusal(token)).toBe("401 AccessDenied");
});

it.each([
  ["an unknown bucket", { host: "gone-1250000000.ci.ap-guangzhou.myqcloud.com", path: "/queue" }, "404 NoSuchBucket"],
  ["a bucket of another region", { host: `${BUCKET}.ci.ap-beijing.myqcloud.com`, path: "/queue" }, "404 NoSuchBucket"],
  ["a bucket without CI", { host: HOSTS.ci, path: "/queue" }, "403 AccessDenied"],
  [
    "a call that CI has and the local cloud has not",
    { host: HOSTS.ci, path: "/asr/hotVocabulary" },
    "501 NotImplemented",
  ],
  ["a call that CI has not", { host: HOSTS.ci, path: "/nonsense" }, "404 InvalidUrl"],
  ["a sub-resource of COS", { host: HOSTS.cos, path: "/", query: { inventory: "" } }, "501 NotImplemented"],
])("answers %s with the documented error", async (_, call, expected) => {
  const cloud = await startCloud();
  expect(await refusal(clientOf(cloud).request({ method: "GET", ...call }))).toBe(expected);
});

it("a POST without Content-Length is refused", async () => {
  const cloud = await startCloud();
  const time = { start: now() - 60, end: now() + 900 };
  const value = authorization({ method: "POST", path: "/jobs", headers: { host: HOSTS.ci } }, cloud.credential, time);
  const headers = { host: HOSTS.ci, authorization: value, "transfer-encoding": "chunked" };
  const { status, body } = await sendRaw(cloud, { method: "POST", path: "/jobs", headers, body: "<Request/>" });
  expect(status).toBe(411);
  expect(body).toContain("<Code>MissingContentLength</Code>");
});

it("enabling media processing creates one queue, and fails the second time", async () => {
  const cloud = await startCloud();
  const queueId = await enableMedia(cloud);
  expect(await refusal(ci(cloud, { method: "POST", path: "/mediabucket" }))).toBe("403 MediaBucketAlreadyBinded");
  const list = await clientOf(cloud).requestXml({
    method: "GET",
    host: "ci.ap-guangzhou.myqcloud.com",
    path: "/mediabucket",
    query: { bucketNames: BUCKET },
    lists: ["MediaBucketList"],
  });
  expect(list).toMatchObject({ TotalCount: "1", MediaBucketList: [{ Name: BUCKET, Region: "ap-guangzhou" }] });
  const queues = await ci(cloud, { method: "GET", path: "/queue", query: { queueIds: `${queueId},pbad` } });
  expect(queues).toMatchObject({ NonExistPIDs: ["pbad"] });
  expect(queues["QueueList"]).toMatchObject([
    { QueueId: queueId, Name: "queue-1", NotifyConfig: { State: "Off", Url: "" } },
  ]);
});

it("a queue may appear some time after media processing was enabled", async () => {
  const cloud = await startCloud({ queueVisibleMs: 100 });
  await clientOf(cloud).request({ method: "PUT", host: HOSTS.pic, path: "/" });
  await ci(cloud, { method: "POST", path: "/mediabucket" });
  const count = async () => (await ci(cloud, { method: "GET", path: "/queue" }))["TotalCount"];
  expect(await count()).toBe("0");
  await expect.poll(count).toBe("1");
});

it("an update replaces a queue's settings as a whole", async () => {
  const cloud = await startCloud();
  const queueId = await enableMedia(cloud);
  const put = (xml: object) => ci(cloud, { method: "PUT", path: `/queue/${queueId}`, xml: ["Request", xml as never] });
  const on = { State: "On", Type: "Url", Url: "https://cb.example.com/ci", Event: "TaskFinish", ResultFormat: "JSON" };
  await put({ Name: "films", State: "Active", NotifyConfig: on });
  expect(cloud.queues(BUCKET)[0]).toMatchObject({ Name: "films", NotifyConfig: on });
  await put({ Name: "films", State: "Paused", NotifyConfig: { State: "Off" } });
  expect(cloud.queues(BUCKET)[0]).toMatchObject({
    State: "Paused",
    NotifyConfig: { State: "Off", Url: "", Event: "" },
  });
});

const QUEUE = { Name: "queue-1", State: "Active", NotifyConfig: { State: "Off" } };
const NOTIFY = { State: "On", Type: "Url", Url: "https://cb.example.com/", Event: "TaskFinish" };
it.each<[string, object]>([
  ["no name", { ...QUEUE, Name: undefined }],
  ["a name with a blank", { ...QUEUE, Name: "a b" }],
  ["a name of 129 characters", { ...QUEUE, Name: "x".repeat(129) }],
  ["no state", { ...QUEUE, State: undefined }],
  ["no callback settings", { ...QUEUE, NotifyConfig: undefined }],
  ["an unknown event", { ...QUEUE, NotifyConfig: { ...NOTIFY, Event: "TaskFinish,Other" } }],
  ["callbacks on without an address", { ...QUEUE, NotifyConfig: { ...NOTIFY, Url: undefined } }],
  ["an address in a private network", { ...QUEUE, NotifyConfig: { ...NOTIFY, Url: "http://192.168.0.1/" } }],
  ["a format that is none", { ...QUEUE, NotifyConfig: { ...NOTIFY, ResultFormat: "YAML" } }],
])("a queue with %s is refused", async (_, xml) => {
  const cloud = await startCloud();
  const queueId = await enableMedia(cloud);
  const before = JSON.stringify(cloud.queues(BUCKET));
  const call = ci(cloud, { method: "PUT", path: `/queue/${queueId}`, xml: ["Request", xml as never] });
  expect(await refusal(call)).toBe("400 InvalidArgument");
  expect(JSON.stringify(cloud.queues(BUCKET))).toBe(before);
});

it("stores and returns objects, and reports a missing one", async () => {
  const cloud = await startCloud();
  const client = clientOf(cloud);
  const key = "/a b/ü+&.bin";
  const body = Buffer.from([0, 255, 10, 13]);
  const put = await client.request({
    method: "PUT",
    host: HOSTS.cos,
    path: key,
    body,
    headers: { "content-type": "a/b" },
  });
  const object = await client.request({ method: "GET", host: HOSTS.cos, path: key });
  expect(object.body).toEqual(body);
  expect(object.headers).toMatchObject({ etag: put.headers.etag, "content-type": "a/b", server: "tencent-cos" });
  await client.request({ method: "DELETE", host: HOSTS.cos, path: key });
  expect(await refusal(client.request({ method: "GET", host: HOSTS.cos, path: key }))).toBe("404 NoSuchKey");
});

it("creates buckets with the account's own number only, and once", async () => {
  const cloud = await startCloud();
  const put = (bucket: string) =>
    refusal(clientOf(cloud).request({ method: "PUT", host: `${bucket}.cos.ap-guangzhou.myqcloud.com`, path: "/" }));
  expect(await put("new-1250000000")).toBe("accepted");
  expect(await put("new-1250000000")).toBe("409 BucketAlreadyOwnedByYou");
  expect(await put("new-1259999999")).toBe("400 InvalidBucketName");
});

it("answers with the faults that a test sets", async () => {
  const cloud = await startCloud();
  await enableMedia(cloud);
  const get = () => refusal(ci(cloud, { method: "GET", path: "/queue" }));
  cloud.faults.add({ match: "GET *.ci.*/queue*", skip: 1, effect: { type: "drop" } });
  cloud.faults.add({
    match: "GET *.ci.*/queue*",
    skip: 2,
    effect: {
      type: "answer",
      status: 503,
      body: "<Error><Code>ServiceUnavailable</Code><Message>busy</Message></Error>",
    },
  });
  expect(await get()).toBe("accepted");
  expect(await get()).toBe("undefined ECONNRESET");
  expect(await get()).toBe("503 ServiceUnavailable");
  expect(await get()).toBe("accepted");
});

it("executes a call whose answer is dropped", async () => {
  const cloud = await startCloud();
  await clientOf(cloud).request({ method: "PUT", host: HOSTS.pic, path: "/" });
  cloud.faults.add({ match: "POST */mediabucket", effect: { type: "drop" } });
  expect(await refusal(ci(cloud, { method: "POST", path: "/mediabucket" }))).toBe("undefined ECONNRESET");
  expect(cloud.queues(BUCKET)).toHaveLength(1);
});
