import { spawn } from "node:child_process";
import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { startLocalCloud } from "../../local/cloud";
import { BUCKET, clientOf, HOSTS, refusal, startCloud } from "./support";
import { program } from "../support/program";

/** A file in place of the simulated provider, for tests that start none. */
const EXECUTABLE = __filename;

it("returns the environment for an unchanged stack, with a key of this run", async () => {
  const first = await startCloud({ vendorProvider: EXECUTABLE });
  const second = await startCloud({ vendorProvider: EXECUTABLE, region: "ap-beijing" });
  const environment = second.environment();
  expect(environment).toMatchObject({
    TENCENTCLOUD_SECRET_ID: second.credential.secretId,
    TENCENTCLOUD_SECRET_KEY: second.credential.secretKey,
    TENCENTCLOUD_REGION: "ap-beijing",
    TENCENTCI_ENDPOINT: second.url,
    CHECKPOINT_DISABLE: "1",
  });
  expect(environment["NO_PROXY"]).toContain("127.0.0.1");
  expect(second.credential.secretKey).not.toBe(first.credential.secretKey);
});

it("leaves no file and no open port behind", async () => {
  const cloud = await startLocalCloud({ vendorProvider: EXECUTABLE, buckets: [BUCKET] });
  const folder = dirname(cloud.environment()["TF_CLI_CONFIG_FILE"]!);
  expect((await stat(folder)).isDirectory()).toBe(true);
  await cloud.close();
  await expect(stat(folder)).rejects.toThrow("ENOENT");
  await expect(fetch(cloud.url)).rejects.toThrow();
});

it("leaves nothing behind when it cannot start", async () => {
  const folder = await mkdtemp(join(tmpdir(), "cloud-test-"));
  const before = process.env["TMPDIR"];
  process.env["TMPDIR"] = folder;
  onTestFinished(async () => {
    if (before === undefined) delete process.env["TMPDIR"];
    else process.env["TMPDIR"] = before;
    await rm(folder, { recursive: true });
  });
  await expect(startLocalCloud({ buckets: ["no-app-id"] })).rejects.toThrow("must be lower-case");
  expect(await readdir(folder)).toEqual([]);
});

it("closes while a job runs and a callback waits for its answer", async () => {
  const cloud = await startLocalCloud({ buckets: [BUCKET], jobMs: 60_000 });
  const waiting = cloud.deliver(`${cloud.url.replace("http", "https")}/x`, "", "XML");
  await cloud.close();
  expect(await waiting).toMatchObject({ error: expect.any(String) as string });
});

it("refuses requests without a signature to hosts other than the services'", async () => {
  const cloud = await startCloud();
  const answers = await Promise.all(
    ["GET /", "POST /control/faults", "DELETE /control/resource?type=tencentcloud_scf_function&id=x"].map(
      async (line) => {
        const [method, path] = line.split(" ");
        return (await fetch(`${cloud.url}${path}`, { method })).text();
      },
    ),
  );
  for (const answer of answers) expect(answer).toContain('"Code":"AuthFailure.InvalidAuthorization"');
});

it("accepts a fixed clock", async () => {
  const cloud = await startCloud({ now: () => new Date("2020-01-01T00:00:00Z") });
  const call = { method: "GET", host: HOSTS.ci, path: "/queue" } as const;
  expect(await refusal(clientOf(cloud).request(call))).toBe("403 RequestTimeTooSkewed");
});

it("the command prints the variables to export and stops on a signal", async () => {
  const child = spawn(process.execPath, [await program("local/main.ts"), BUCKET]);
  onTestFinished(() => void child.kill("SIGKILL"));
  let output = "";
  const printed = new Promise<void>((resolve) => {
    child.stdout.on("data", (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes("no_proxy")) resolve();
    });
  });
  const ended = new Promise<number | null>((resolve) => child.on("exit", resolve));
  await Promise.race([printed, ended]);
  const config = /export TF_CLI_CONFIG_FILE=(.*)/.exec(output)?.[1];
  expect(output).toContain("# A simulation of Tencent Cloud");
  expect(output).toMatch(/export TENCENTCI_ENDPOINT=http:\/\/127\.0\.0\.1:\d+/);

  child.kill("SIGTERM");

  expect(await ended).toBe(0);
  await expect(stat(config!)).rejects.toThrow("ENOENT");
});
