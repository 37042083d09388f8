/** The commands go through the proxy of the environment, as both providers do. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { bindCi } from "../../api/bind";
import { CiClient } from "../../api/client";
import { ciHost, ciRegionHost, cosHost, picHost } from "../../api/hosts";
import { enableMedia } from "../../api/media-buckets";
import { listMediaQueues, updateMediaQueue } from "../../api/queues";
import { runCallbacks } from "../../cli/callbacks/run";
import { runDoctor } from "../../cli/doctor/run";
import type { Result } from "../../cli/doctor/finding";
import { runLogs } from "../../cli/logs/run";
import { runSend } from "../../cli/send/send";
import { BUCKET, deployInline, PROGRAM } from "../../harness/durable-deployment";
import { startLocalCloud } from "../../local/cloud";
import type { LocalCloud } from "../../local/cloud";
import { startProxy } from "../support/proxy";
import type { TestProxy } from "../support/proxy";
import { inState, stackFolder, written } from "./stack-folder";

const REGION = "ap-guangzhou";
const ADDRESS = { bucket: BUCKET, region: REGION };
const CALLBACKS = "callbacks.example.com";
const HOSTS = [
  ...["sts", "cam", "scf", "cls"].map((service) => `${service}.tencentcloudapi.com`),
  ...[cosHost(ADDRESS), ciHost(ADDRESS), picHost(ADDRESS), ciRegionHost(REGION), CALLBACKS],
];

let cloud: LocalCloud;
/** Address of the function on this machine, and as it is deployed. */
let [origin, url] = ["", ""];
let state: object;

beforeAll(async () => {
  cloud = await startLocalCloud({ buckets: [BUCKET] });
  const ci = new CiClient({ credentials: cloud.credential, endpoint: cloud.url });
  const own = new URL(await deployInline(cloud, PROGRAM));
  [origin, url] = [own.origin, `https://${CALLBACKS}${own.pathname}`];
  await bindCi(ci, ADDRESS);
  await enableMedia(ci, ADDRESS);
  const [queue] = await listMediaQueues(ci, ADDRESS);
  const notify = { state: "On", url, event: "TaskFinish,WorkflowFinish", resultFormat: "JSON", type: "Url" };
  const notifyConfig = { ...queue!.notifyConfig, ...notify };
  await updateMediaQueue(ci, ADDRESS, queue!.queueId, { name: queue!.name, state: "Active", notifyConfig });
  const notify_config = { state: "On", url, event: ["TaskFinish", "WorkflowFinish"], result_format: "JSON" };
  state = {
    resources: [
      inState("tencentci_media_service", "Service", { ...ADDRESS, family: "media" }),
      inState("tencentci_media_queue", "Queue", {
        ...ADDRESS,
        queue_id: queue!.queueId,
        state: "Active",
        notify_config,
      }),
      inState("tencentcloud_scf_function", "F", { name: "inline", namespace: "default", runtime: "Nodejs20.19" }),
    ],
  };
}, 60_000);

afterAll(() => cloud.close());

/** A proxy in front of everything, and an environment that uses it. */
async function behindProxy(status?: (host: string) => number): Promise<{ proxy: TestProxy; env: NodeJS.ProcessEnv }> {
  const target = (host: string): string => (host === CALLBACKS ? origin : cloud.url);
  const proxy = await startProxy({ hosts: HOSTS, target, status });
  const folder = mkdtempSync(join(tmpdir(), "proxy-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const SSL_CERT_FILE = join(folder, "ca.pem");
  writeFileSync(SSL_CERT_FILE, proxy.certificates);
  const { secretId, secretKey } = cloud.credential;
  const key = { TENCENTCLOUD_SECRET_ID: secretId, TENCENTCLOUD_SECRET_KEY: secretKey, TENCENTCLOUD_REGION: REGION };
  return { proxy, env: { ...key, HTTPS_PROXY: proxy.url, SSL_CERT_FILE } };
}

async function examine(env: NodeJS.ProcessEnv): Promise<Result[]> {
  const { out } = await written(runDoctor, [stackFolder({ state }).folder, "--json"], env);
  return out
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Result);
}

const linksThatAre = (status: Result["status"], results: readonly Result[]) =>
  results.filter((result) => result.status === status).map(({ link }) => link);

describe("behind a proxy", () => {
  it("the doctor examines the whole chain through it", async () => {
    const { proxy, env } = await behindProxy();
    expect((await examine(env)).filter(({ status }) => status !== "ok")).toEqual([]);
    const authorization = `Basic ${Buffer.from("user:p@ss").toString("base64")}`;
    expect(new Set(proxy.tunnels.map((tunnel) => tunnel.split(":443 ")[1]))).toEqual(new Set([authorization]));
    const hosts = new Set(proxy.tunnels.map((tunnel) => tunnel.split(":")[0]));
    expect([...HOSTS].filter((host) => !hosts.has(host))).toEqual(["cls.tencentcloudapi.com"]); // for --send and logs
  });

  it("logs, callbacks list and send go through it", async () => {
    const { proxy, env } = await behindProxy();
    const asked = (host: string): boolean => proxy.tunnels.some((tunnel) => tunnel.startsWith(`${host}:443`));
    expect((await written(runSend, ["SplitVideoParts", "--url", url], env)).out).toMatch(
      / 200 \{"status":"accepted"\}/,
    );
    expect(asked(CALLBACKS)).toBe(true);
    expect((await written(runLogs, [stackFolder({ state }).folder], env)).out).toMatch(/info callback jobs accepted/);
    expect(asked("cls.tencentcloudapi.com")).toBe(true);
    await expect(written(runCallbacks, ["list", "--bucket", BUCKET], env)).rejects.toThrow("There is no inbox");
    expect(asked(cosHost(ADDRESS))).toBe(true);
  });

  it("hosts in NO_PROXY are reached directly", async () => {
    const { proxy, env } = await behindProxy();
    const { out } = await written(runSend, ["Probe", "--url", "https://0.0.0.0:9/x"], { ...env, NO_PROXY: "0.0.0.0" });
    expect(out).toContain("no answer: connect ECONNREFUSED");
    expect(proxy.tunnels).toEqual([]);
  });
});

describe("the doctor behind a proxy", () => {
  it("names the proxy if it refuses everything", async () => {
    const { env } = await behindProxy(() => 407);
    const results = await examine(env);
    expect(linksThatAre("broken", results)).toEqual(["credentials"]);
    expect(linksThatAre("ok", results)).toEqual([]);
    expect(results.find(({ link }) => link === "credentials")).toMatchObject({
      finding: expect.stringMatching(
        /^no answer: sts\.tencentcloudapi\.com: the proxy 127\.0\.0\.1:\d+ answers 407 No$/,
      ) as unknown,
      next: expect.stringContaining("HTTPS_PROXY and NO_PROXY") as unknown,
    });
  });

  it("names the proxy if it cannot be reached", async () => {
    const { env } = await behindProxy();
    const results = await examine({ ...env, HTTPS_PROXY: "http://127.0.0.1:9" });
    expect(linksThatAre("broken", results)).toEqual(["credentials"]);
    expect(results.find(({ link }) => link === "credentials")!.finding).toContain(
      "the proxy 127.0.0.1:9 does not answer",
    );
  });

  it("names the proxy if it opens no tunnel to the callback address", async () => {
    const { env } = await behindProxy((host) => (host === CALLBACKS ? 403 : 200));
    const results = await examine(env);
    expect(linksThatAre("broken", results)).toEqual([]);
    expect(results.find(({ link }) => link === "address")).toMatchObject({
      status: "unknown",
      finding: expect.stringMatching(/^not called: .* answers 403 No$/) as unknown,
    });
  });

  it("reports the address as broken if the proxy cannot reach it", async () => {
    const { env } = await behindProxy((host) => (host === CALLBACKS ? 503 : 200));
    expect(linksThatAre("broken", await examine(env))).toEqual(["address"]);
  });

  it("refuses a proxy of an unknown kind", async () => {
    const { env } = await behindProxy();
    await expect(examine({ ...env, HTTPS_PROXY: "socks5://127.0.0.1:1" })).rejects.toThrow(
      "HTTPS_PROXY and HTTP_PROXY must be http:// or https:// URLs",
    );
  });
});
