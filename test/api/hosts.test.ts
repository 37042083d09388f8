import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { CiClient } from "../../api/client";
import { getExecution } from "../../api/executions";
import { ciHost, ciRegionHost, cosHost, picHost, tokenHeader } from "../../api/hosts";
import { isId } from "../../api/ids";
import { getJob } from "../../api/jobs";
import { getObject } from "../../api/objects";
import { updateMediaQueue } from "../../api/queues";
import { deleteWorkflow } from "../../api/workflows";
import { startFakeServer } from "../support/fake-server";
import type { FakeServer } from "../support/fake-server";

const BUCKET = { bucket: "media-1250000000", region: "ap-guangzhou" };

/** Names that an attacker may write into a callback: unchecked in a URL, each selects another host. */
const HOSTILE = [
  ...["", "evil.test/", "evil.test:8443/", "a#b", "a?b", "a@evil.test", "user:pass@evil.test", "evil.test\\", "a b"],
  ...["a\n", "a\r\nx: y", "a\u0000", "a%2fb", "a%00", "..", "../x", "[::1]", "::1", "127.0.0.1", "0x7f.1", "localhost"],
  ...[
    "a.evil.test",
    "A-1250000000",
    "ünï-1250000000",
    "ｍedia-1250000000",
    "a。evil.test",
    "a\u202ecom",
    "-a-1",
    "a--",
  ],
];

describe("hosts", () => {
  it.each([
    [BUCKET],
    [{ bucket: "a-1", region: "na-siliconvalley" }],
    [{ bucket: "my-data-12500000001", region: "ap-shanghai-fsi" }],
    [{ bucket: `${"a".repeat(49)}-1250000000`, region: "eu-frankfurt" }],
  ])("are made of a bucket and its region: %j", ({ bucket, region }) => {
    expect(cosHost({ bucket, region })).toBe(`${bucket}.cos.${region}.myqcloud.com`);
    expect(ciHost({ bucket, region })).toBe(`${bucket}.ci.${region}.myqcloud.com`);
    expect(picHost({ bucket, region })).toBe(`${bucket}.pic.${region}.myqcloud.com`);
    expect(ciRegionHost(region)).toBe(`ci.${region}.myqcloud.com`);
  });

  it.each([...HOSTILE, "media", `${"a".repeat(50)}-1250000000`])("are refused for the bucket %j", (bucket) => {
    for (const host of [ciHost, picHost, cosHost]) {
      expect(() => host({ ...BUCKET, bucket })).toThrow(/^Bucket must be a name with APPID/);
    }
  });

  it.each([...HOSTILE, "ap", `ap-${"a".repeat(40)}`])("are refused for the region %j", (region) => {
    for (const host of [ciHost, picHost, cosHost, (address: typeof BUCKET) => ciRegionHost(address.region)]) {
      expect(() => host({ ...BUCKET, region })).toThrow(/^Region must be a region's id/);
    }
  });

  it("are in Tencent Cloud's domain for any bucket and region", () => {
    const text = fc.oneof(
      fc.string({ unit: "grapheme" }),
      fc.stringMatching(/^[a-z0-9.:/@#?[\]\\\n-]{0,30}$/),
      fc.stringMatching(/^[a-z]+-[0-9]{1,12}$/),
    );
    fc.assert(
      fc.property(text, text, (bucket, region) => {
        let host: string;
        try {
          host = cosHost({ bucket, region });
        } catch (error) {
          expect((error as Error).message).toMatch(/^(Bucket|Region) must be /);
          return;
        }
        const url = new URL(`https://${host}`);
        expect(url.host).toBe(host);
        expect(host.endsWith(`.cos.${region}.myqcloud.com`)).toBe(true);
        expect(tokenHeader(host)).toBe("x-cos-security-token");
      }),
    );
  });
});

describe("a client", () => {
  let server: FakeServer;
  let client: CiClient;

  beforeAll(async () => {
    server = await startFakeServer(() => ({ body: "<Response/>" }));
    client = new CiClient({ credentials: { secretId: "a", secretKey: "b" }, endpoint: server.url });
  });

  beforeEach(() => void server.requests.splice(0));

  afterAll(() => server.close());

  it.each([
    "evil.test",
    "evil.test:443",
    "a.cos.evil.test",
    "cos.ap-guangzhou.myqcloud.com.evil.test",
    "a@b.cos.x.myqcloud.com",
  ])("sends no request to the host %s", async (host) => {
    await expect(client.request({ method: "GET", host, path: "/" })).rejects.toThrow("Host must be one of CI or COS");
    expect(server.requests).toEqual([]);
  });

  it("connects to the bucket's host for any key of an object", async () => {
    for (const key of ["//evil.test/x", "@evil.test", "../../x", "?x=1", "#x", "a\nb"]) {
      await getObject(client, BUCKET, key);
      expect(server.requests.at(-1)).toMatchObject({ method: "GET", host: cosHost(BUCKET) });
    }
  });

  it.each(["", "a/b", "../queue/x", "a?b", "a#b", "a,b", "a\n", "%2e%2e", "ü", "a".repeat(65)])(
    "makes no call for the id %j",
    async (id) => {
      expect(isId(id)).toBe(false);
      expect(await getJob(client, BUCKET, id)).toBeUndefined();
      expect(await getExecution(client, BUCKET, id)).toBeUndefined();
      await expect(deleteWorkflow(client, BUCKET, id)).rejects.toThrow("Id for /workflow must be");
      const settings = { name: "q", state: "Active", notifyConfig: {} } as Parameters<typeof updateMediaQueue>[3];
      await expect(updateMediaQueue(client, BUCKET, id, settings)).rejects.toThrow("Id for /queue must be");
      expect(server.requests).toEqual([]);
    },
  );
});
