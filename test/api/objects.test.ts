import { afterEach, describe, expect, it } from "vitest";
import { CiClient } from "../../api/client";
import { AnswerTooLargeError, FalseSuccessError } from "../../api/errors";
import { deleteObject, getObject, headObject, listObjects, putObject } from "../../api/objects";
import { startFakeServer } from "../support/fake-server";
import type { Answer, FakeServer } from "../support/fake-server";

const BUCKET = { bucket: "media-1250000000", region: "ap-guangzhou" };
const ERROR = "<Error><Code>InternalError</Code></Error>";
const ETAG = { etag: '"0123"' };

let server: FakeServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

/** A client of a server that sends these answers in turn, and repeats the last one. */
async function clientOf(answers: readonly Answer[], more: { maxAnswerBytes?: number } = {}): Promise<CiClient> {
  let next = 0;
  server = await startFakeServer(() => answers[Math.min(next++, answers.length - 1)]!);
  const credentials = { secretId: "AKID", secretKey: "key" };
  return new CiClient({ credentials, endpoint: server.url, retry: { attempts: 2, baseMs: 1 }, ...more });
}

describe("an unsuccessful answer of COS", () => {
  it.each<[string, (client: CiClient) => Promise<unknown>, Answer, Answer, unknown]>([
    ["200 with an error document to PUT", put, { body: ERROR }, { headers: ETAG }, true],
    ["202 to PUT", put, { status: 202, headers: ETAG }, { headers: ETAG }, true],
    ["206 to GET", get, { status: 206, body: "pa" }, { body: "part" }, "part"],
    ["200 with an error document to DELETE", remove, { body: ERROR }, { status: 204 }, undefined],
    ["202 to DELETE", remove, { status: 202 }, { status: 204 }, undefined],
    ["200 without an ETag to HEAD", head, {}, { headers: ETAG }, '"0123"'],
    ["200 with an error document to a list", list, { body: ERROR }, { body: "<ListBucketResult/>" }, { objects: [] }],
  ])("is repeated and then reported: %s", async (_, call, failure, success, result) => {
    expect(await call(await clientOf([failure, success]))).toEqual(result);
    await server!.close();
    await expect(call(await clientOf([failure]))).rejects.toBeInstanceOf(FalseSuccessError);
  });

  it("is repeated if its body is truncated", async () => {
    const headers = { "content-length": "9", connection: "close" };
    const client = await clientOf([{ headers, body: "part" }, { body: "whole" }]);
    expect(await get(client)).toBe("whole");
  });
});

describe("putObject", () => {
  it("sends Content-MD5, so that COS verifies the content", async () => {
    await put(await clientOf([{ headers: ETAG }]));
    expect(server!.requests[0]!.headers["content-md5"]).toBe("mgNkuembtIDdJeHwKEyFVQ=="); // of "content"
  });
});

describe("getObject", () => {
  it("refuses content over the limit before it arrives, without a retry", async () => {
    const client = await clientOf([{ body: "123456" }], { maxAnswerBytes: 5 });
    await expect(get(client)).rejects.toBeInstanceOf(AnswerTooLargeError);
    expect(server!.requests).toHaveLength(1);
  });
});

describe("listObjects", () => {
  it("distinguishes a page without objects from the end of the list", async () => {
    const page = "<ListBucketResult><IsTruncated>true</IsTruncated><NextMarker>m</NextMarker></ListBucketResult>";
    expect(await list(await clientOf([{ body: page }]))).toEqual({ objects: [], next: "m" });
  });
});

function put(client: CiClient): Promise<unknown> {
  return putObject(client, BUCKET, "k", "content");
}

async function get(client: CiClient): Promise<unknown> {
  return (await getObject(client, BUCKET, "k"))?.toString();
}

function remove(client: CiClient): Promise<unknown> {
  return deleteObject(client, BUCKET, "k");
}

async function head(client: CiClient): Promise<unknown> {
  return (await headObject(client, BUCKET, "k"))?.etag;
}

function list(client: CiClient): Promise<unknown> {
  return listObjects(client, BUCKET);
}
