import { createServer } from "node:http";
import type { IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { CiClient } from "../../api/client";
import { deliverRemotely } from "../../local/control/client";
import { sampleCallback } from "../../local/samples";
import { callControl } from "../../local/control/client";
import { startCloud } from "./support";

async function startReceiver(): Promise<{ url: string; headers: IncomingHttpHeaders[]; bodies: Buffer[] }> {
  const headers: IncomingHttpHeaders[] = [];
  const bodies: Buffer[] = [];
  const server = createServer((request, response) => {
    headers.push(request.headers);
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      bodies.push(Buffer.concat(chunks));
      response.end("taken");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/ci/secret`, headers, bodies };
}

it("another process can post a callback, byte for byte, and gets the recorded outcome", async () => {
  const cloud = await startCloud();
  const { url, bodies } = await startReceiver();
  const bytes = Buffer.from([0xff, 0x00, 0x3c, 0x0a]); // not text
  const body = { url, format: "XML", body: bytes.toString("base64"), event: "sample", subject: "job" } as const;

  const delivery = await deliverRemotely({ url: cloud.url, credential: cloud.credential }, body);

  expect(bodies).toEqual([bytes]);
  expect(delivery).toMatchObject({ status: 200, answer: "taken", event: "sample", subject: "job" });
  expect(delivery.url).not.toContain("secret");
  expect(cloud.deliveries.map(({ id }) => id)).toEqual([delivery.id]);
});

it("nothing is posted without a key of the cloud", async () => {
  const cloud = await startCloud();
  const wrongKey = { url: cloud.url, credential: { ...cloud.credential, secretKey: "guessed" } };
  const body = { url: "http://127.0.0.1:9/", format: "XML", body: "", event: "sample" } as const;

  await expect(deliverRemotely(wrongKey, body)).rejects.toThrow(/refuses to deliver: .*credentials/);
  expect(cloud.deliveries).toEqual([]);
});

it.each([
  ["ReviewImage", "Detail", "Detail"],
  ["ReviewImage", "Simple", "Simple"],
  ["SplitVideoParts", "Detail", undefined],
] as const)("%s in the %s form has CI's header: %s", async (name, version, expected) => {
  const cloud = await startCloud();
  const { url, headers } = await startReceiver();

  await cloud.deliver(url, sampleCallback(name, { version, format: "json" }), "JSON");

  expect(headers[0]!["x-ci-content-version"]).toBe(expected);
});

it("a fault set by another process applies to the next matching request, until it is removed", async () => {
  const cloud = await startCloud({ buckets: ["media-1250000000"] });
  const client = new CiClient({ credentials: cloud.credential, endpoint: cloud.url, retry: { attempts: 1 } });
  const path = "/control/faults";
  const fault = { match: "GET media-*/a", times: 5, effect: { type: "answer", status: 503 } };
  const statusOfA = (): Promise<unknown> =>
    client
      .request({ method: "GET", host: "media-1250000000.cos.ap-guangzhou.myqcloud.com", path: "/a" })
      .catch((error: unknown) => (error as { status?: number }).status);

  await callControl(cloud, { method: "POST", path, body: fault });
  expect(await statusOfA()).toBe(503);
  await callControl(cloud, { method: "DELETE", path });
  expect(await statusOfA()).toBe(404);
});
