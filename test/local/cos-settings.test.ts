import { expect, it } from "vitest";
import { cosHost } from "../../api/hosts";
import { aws4Signature } from "../../local/http/aws4";
import type { LocalCloud } from "../../local/cloud";
import { createHash } from "node:crypto";
import { request } from "node:http";
import { BUCKET, clientOf, HOSTS, refusal, startCloud } from "./support";

const client = async () => {
  const cloud = await startCloud();
  return { cloud, send: (call: object) => clientOf(cloud).request({ host: HOSTS.cos, path: "/", ...call } as never) };
};
const LIFECYCLE = "<LifecycleConfiguration><Rule><ID>a</ID></Rule></LifecycleConfiguration>";

it("stores a setting of a bucket until it is deleted", async () => {
  const { send } = await client();
  const query = { lifecycle: "" };
  expect(await refusal(send({ method: "GET", query }))).toBe("404 NoSuchLifecycleConfiguration");
  await send({ method: "PUT", query, body: LIFECYCLE });
  expect((await send({ method: "GET", query })).body.toString()).toBe(LIFECYCLE);
  await send({ method: "DELETE", query });
  expect(await refusal(send({ method: "GET", query }))).toBe("404 NoSuchLifecycleConfiguration");
});

it("returns an empty element for an unset setting, and records that versioning was on", async () => {
  const { cloud, send } = await client();
  const query = { versioning: "" };
  expect((await send({ method: "GET", query })).body.toString()).toContain("<VersioningConfiguration");
  const versioningXml = (status: string) =>
    `<VersioningConfiguration><Status>${status}</Status></VersioningConfiguration>`;
  await send({ method: "PUT", query, body: versioningXml("Enabled") });
  await send({ method: "PUT", query, body: versioningXml("Suspended") });
  expect((await send({ method: "GET", query })).body.toString()).toContain("Suspended");
  expect(cloud.buckets[0]!.versioned).toBe(true);
});

it("returns the access control list of its canned name", async () => {
  const { send } = await client();
  const query = { acl: "" };
  const everybody = async () =>
    [...(await send({ method: "GET", query })).body.toString().matchAll(/AllUsers/g)].length;
  expect(await everybody()).toBe(0);
  await send({ method: "PUT", query, headers: { "x-cos-acl": "public-read-write" } });
  expect(await everybody()).toBe(2);
});

it("deletes a bucket once it is empty", async () => {
  const { cloud, send } = await client();
  cloud.putObject(BUCKET, "a & b", "1");
  cloud.putObject(BUCKET, "c", "2");
  expect(await refusal(send({ method: "DELETE" }))).toBe("409 BucketNotEmpty");
  const listed = (await send({ method: "GET", query: { versions: "" } })).body.toString();
  expect([...listed.matchAll(/<Key>([^<]*)/g)].map(([, key]) => key)).toEqual(["a &amp; b", "c"]);
  const body = "<Delete><Quiet>true</Quiet><Object><Key>a &amp; b</Key></Object><Object><Key>c</Key></Object></Delete>";
  await send({ method: "POST", query: { delete: "" }, body });
  await send({ method: "DELETE" });
  expect(cloud.buckets).toEqual([]);
});

it.each([
  ["a good signature", {}, 200],
  ["another key", { secretKey: "other" }, 403],
  ["another body than was signed", { body: "other" }, 403],
  ["a token that is not the key's", { token: "abc" }, 403],
  ["a clock that differs by an hour", { date: "20200101T000000Z" }, 403],
])("checks S3's signatures: %s", async (_, options, status) => {
  const cloud = await startCloud();
  expect(await putLikeS3(cloud, options)).toBe(status);
});

interface S3Options {
  readonly secretKey?: string;
  readonly body?: string;
  readonly token?: string;
  readonly date?: string;
}

/** Puts a setting as the S3 client of the vendor's provider does; returns the status. */
function putLikeS3(cloud: LocalCloud, { secretKey, body = LIFECYCLE, token, date }: S3Options): Promise<number> {
  const now = new Date().toISOString().replace(/[-:]|\.\d+/g, "");
  const signedHeaders = {
    host: cosHost({ bucket: BUCKET, region: cloud.region }),
    "x-amz-content-sha256": createHash("sha256").update(LIFECYCLE).digest("hex"),
    "x-amz-date": date ?? now,
  };
  const target = "/?lifecycle=";
  const signed = { method: "PUT", target, query: new URLSearchParams("lifecycle="), headers: signedHeaders };
  const scope = `${signedHeaders["x-amz-date"].slice(0, 8)}/${cloud.region}/s3/aws4_request`;
  const names = Object.keys(signedHeaders);
  const signature = aws4Signature(signed, secretKey ?? cloud.credential.secretKey, scope, names);
  const authorization = `AWS4-HMAC-SHA256 Credential=${cloud.credential.secretId}/${scope}, SignedHeaders=${names.join(";")}, Signature=${signature}`;
  const headers = {
    ...signedHeaders,
    authorization,
    "content-length": String(body.length),
    ...(token !== undefined && { "x-amz-security-token": token }),
  };
  const { hostname, port } = new URL(cloud.url);
  return new Promise((resolve, reject) => {
    const outgoing = request({ hostname, port, method: "PUT", path: target, headers }, (answer) => {
      answer.resume().on("end", () => resolve(answer.statusCode!));
    });
    outgoing.on("error", reject).end(body);
  });
}
