import { join } from "node:path";
import { afterEach, describe, expect, it, onTestFinished } from "vitest";
import { runLocal } from "../../cli/local/run";
import { readTunnelJob } from "../../cli/local/tunnel-job";
import { Tunnel } from "../../cli/local/tunnel";
import { startLocalCloud } from "../../local/cloud";
import { enableMedia } from "../local/support";
import { forward } from "../support/forwarder";
import { startFakeServer } from "../support/fake-server";
import { describeTerraform } from "../support/terraform";
import { copyExample, QUICK_APP } from "./local-project";
import { CliProcess } from "./spawn";
import { writtenIn } from "./stack-folder";

const ROOT = join(__dirname, "../..");
const BUCKET = "media-1250000000";
const LOCAL = "https://localhost:4000/s3cret-s3cret-s3cret";

describe("the end of a tunnel", () => {
  const seen: unknown[][] = [];
  const deliver = ((...args: unknown[]) => {
    seen.push(args);
    return Promise.resolve({ status: 200, answer: '{"status":"accepted"}' });
  }) as never;
  let tunnel: Tunnel | undefined;

  afterEach(() => tunnel?.close());

  async function open(publicUrl = "https://mine.example.com/"): Promise<string> {
    seen.length = 0;
    tunnel = await Tunnel.open(publicUrl, 0, { deliver });
    tunnel.serve([LOCAL]);
    return `http://127.0.0.1:${tunnel.port}`;
  }

  it("posts requests for the callback address to the pipeline and returns its answer", async () => {
    const url = await open();
    const answer = await fetch(`${url}/s3cret-s3cret-s3cret`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: '{"EventName":"TaskFinish"}',
    });
    expect([answer.status, await answer.text()]).toEqual([200, '{"status":"accepted"}']);
    expect(seen).toEqual([[LOCAL, Buffer.from('{"EventName":"TaskFinish"}'), "JSON", expect.anything()]]);
    expect(tunnel!.callbackUrl).toBe("https://mine.example.com/s3cret-s3cret-s3cret");
    expect(tunnel!.shown).toEqual(["https://mine.example.com/…"]);
  });

  it("keeps the path of the tunnel's own URL", async () => {
    await open("https://mine.example.com/team/a");
    expect(tunnel!.callbackUrl).toBe("https://mine.example.com/team/a/s3cret-s3cret-s3cret");
  });

  it("refuses invalid requests and forwards none of them", async () => {
    const url = await open();
    const status = async (path: string, init?: RequestInit): Promise<number> => (await fetch(url + path, init)).status;
    expect(await status("/")).toBe(405);
    expect(await status("/s3cret-s3cret-s3cret")).toBe(405);
    expect(await status("/s3cret-s3cret-s3creX", { method: "POST", body: "x" })).toBe(404);
    const flood = { method: "POST", body: Buffer.alloc(6 * 1024 * 1024 + 1) };
    expect(await status("/s3cret-s3cret-s3cret", flood)).toBe(413);
    expect(seen).toEqual([]);
  });

  it("reports a port that is in use", async () => {
    await open();
    await expect(Tunnel.open("https://mine.example.com", tunnel!.port, { deliver })).rejects.toThrow(
      /^--tunnel-port must be a free port \(got \d+: EADDRINUSE\); give another one$/,
    );
  });
});

describe("a job on the command line", () => {
  it("needs only tag and object for types without required options", () => {
    const operation = { SplitVideoParts: { Mode: "SHOTDETECT" } };
    expect(readTunnelJob("job SplitVideoParts a/b.mp4")).toEqual({
      tag: "SplitVideoParts",
      object: "a/b.mp4",
      operation,
    });
  });

  it("accepts the operation of any other type as JSON", () => {
    const line = 'job Snapshot a.mp4 {"TemplateId":"t1"}';
    expect(readTunnelJob(line)).toEqual({ tag: "Snapshot", object: "a.mp4", operation: { TemplateId: "t1" } });
  });

  it.each([
    ["job", "A job must be: job <tag> <object> [operation as JSON]"],
    ["job Snapshot a.mp4", "must have an Operation as JSON unless its type is one of MediaInfo, SplitVideoParts"],
    ["job Snapshot a.mp4 {x}", "The operation of a job must be JSON"],
  ])("refuses %j", (line, message) => expect(() => readTunnelJob(line)).toThrow(message));
});

it.each([
  [["--tunnel", "mine"], "--tunnel must be an http or https address"],
  [["--tunnel-port", "x"], "--tunnel-port must be a number from 0 to 65535"],
])("local %j is refused", async (args, message) => {
  await expect(writtenIn(ROOT, runLocal, args)).rejects.toThrow(message);
});

describeTerraform("local --tunnel", () => {
  it("receives the callback of a job in another cloud, whose queue stays unchanged", async () => {
    const account = await startLocalCloud({ buckets: [BUCKET] }); // represents Tencent Cloud
    onTestFinished(() => account.close());
    let target = "";
    const outside = await startFakeServer((request) => forward(target, request)); // represents the tunnel
    onTestFinished(() => outside.close());
    await enableMedia(account);
    account.putObject(BUCKET, "videos/mine.mp4", "a film");
    const { cwd } = copyExample(QUICK_APP);
    const { secretId, secretKey } = account.credential;
    const env = {
      ...process.env,
      ...{ TENCENTCLOUD_SECRET_ID: secretId, TENCENTCLOUD_SECRET_KEY: secretKey, TENCENTCI_ENDPOINT: account.url },
    };
    const args = ["local", "--json", "--no-watch", "--tunnel", outside.url, "--tunnel-port", "0"];
    const local = new CliProcess(args, { cwd, env });
    onTestFinished(() => void local.child.kill("SIGKILL"));

    const tunnel = await local.line(({ type }) => type === "tunnel");
    target = `http://127.0.0.1:${String(tunnel.port)}`;
    expect(tunnel.callbackUrls).toEqual([`${outside.url}/…`]);
    const before = JSON.stringify(account.queues(BUCKET));
    local.child.stdin!.write("job SplitVideoParts videos/mine.mp4\n");

    const job = await local.line(({ type }) => type === "job");
    const callback = await local.line(({ type, subject }) => type === "callback" && subject === job.jobId);
    expect(callback).toMatchObject({ event: "TaskFinish", format: "JSON", status: 200 });
    const log = await local.line(({ type, text }) => type === "log" && String(text).includes('"shots"'));
    expect(String(log.text)).toContain("videos/mine.mp4");
    await account.idle();
    expect(account.deliveries.map(({ status, answer }) => [status, answer])).toEqual([[200, '{"status":"accepted"}']]);
    expect(JSON.stringify(account.queues(BUCKET))).toBe(before);

    local.child.kill("SIGINT");
    expect((await local.finished).code).toBe(0);
    await expect(fetch(target)).rejects.toThrow();
  }, 90_000);
});
