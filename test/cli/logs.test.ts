import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { agentsOf } from "../../cli/account";
import { positionIn, shownLine } from "../../cli/logs/line";
import { runLogs } from "../../cli/logs/run";
import { createPlatform } from "../../cli/platform/api3";
import { BUCKET, deployCode, deployInline, jobCallback } from "../../harness/durable-deployment";
import { CallbackCode } from "../../lib";
import { startLocalCloud } from "../../local/cloud";
import type { LocalCloud } from "../../local/cloud";
import { zipOf } from "../lib/support";
import { startFakeServer } from "../support/fake-server";
import { CliProcess } from "./spawn";
import { inState, stackFolder, written } from "./stack-folder";

const PROGRAM = `import { defineHandler } from "cdktf-tencentcloud-ci/handler";
export default defineHandler({ onJob: { SplitVideoParts: (job, ctx) => {
  ctx.log.info("shots", { jobId: job.jobId });
  if (job.jobId.includes("bad")) throw new TypeError("no database");
} } });`;
const STATE = {
  resources: [
    inState("tencentcloud_scf_function", "F", { name: "inline", namespace: "default", runtime: "Nodejs20.19" }),
  ],
};

let cloud: LocalCloud;
let url: string;
const env = (): NodeJS.ProcessEnv => ({
  ...process.env,
  TENCENTCLOUD_SECRET_ID: cloud.credential.secretId,
  TENCENTCLOUD_SECRET_KEY: cloud.credential.secretKey,
  TENCENTCLOUD_REGION: cloud.region,
  TENCENTCI_ENDPOINT: cloud.url,
});
const deliver = (jobId: string) => cloud.deliver(url, jobCallback(jobId), "JSON");

beforeAll(async () => {
  cloud = await startLocalCloud({ buckets: [BUCKET] });
  url = await deployInline(cloud, PROGRAM);
  await deliver("jgood1");
  await deliver("jbad1");
}, 60_000);
afterAll(() => cloud.close());

describe("logs", () => {
  it("prints one line per callback, the log of user code, and errors with name and position", async () => {
    const { code, out } = await written(runLogs, [stackFolder({ state: STATE }).folder], env());
    expect(code).toBe(0);
    expect(out).toMatch(/^\d\d:\d\d:\d\d inline \| info shots jobId=jgood1$/m);
    expect(out).toMatch(/inline \| info callback jobs accepted jgood1 200 \d+ ms$/m);
    expect(out).toMatch(/inline \| error callback jobs failed jbad1 500 \d+ ms/);
    expect(out).toMatch(/TypeError: no database at \S+:\d+:\d+/);
  });

  it("prints only the invocations that mention one job", async () => {
    const { folder } = stackFolder({ state: STATE });
    const { out } = await written(runLogs, [folder, "--job", "jbad1", "--json"], env());
    const lines = out
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { requestId: string });
    expect(out).toContain("no database");
    expect(out).not.toContain("jgood1");
    expect(new Set(lines.map(({ requestId }) => requestId)).size).toBe(1);
  });

  it("reports an invalid time, an unknown function name and an empty log", async () => {
    const { folder } = stackFolder({ state: STATE });
    await expect(written(runLogs, [folder, "--since", "yesterday"], env())).rejects.toThrow(
      "--since must be a number with s, m, h or d",
    );
    await expect(written(runLogs, [folder, "--function", "other"], env())).rejects.toThrow("(got other, of inline)");
    expect(await written(runLogs, [folder, "--job", "jnone"], env())).toMatchObject({
      code: 0,
      out: "",
      err: "No lines; --since 1d looks further back\n",
    });
  });

  it("prints each new line once and exits with 0 on Ctrl-C", async () => {
    const { project } = stackFolder({ state: STATE });
    const command = new CliProcess(["logs", "--follow", "--json"], { cwd: project, env: env() });
    onTestFinished(() => void command.child.kill("SIGKILL"));
    await command.line((line) => JSON.stringify(line).includes("jbad1"));
    await deliver("jlater1");
    await command.line((line) => JSON.stringify(line).includes("jlater1"));
    command.child.kill("SIGINT");
    const { code, stdout } = await command.finished;
    expect(code).toBe(0);
    expect(
      stdout.split("\n").filter((line) => line.includes('"message":"shots"') && line.includes("jlater1")),
    ).toHaveLength(1);
  }, 60_000);
});

describe("logs of TypeScript", () => {
  const files = {
    "on-media.ts": `import { defineHandler } from "cdktf-tencentcloud-ci/handler";
import { firstShot } from "./shots";

export default defineHandler({ onJob: { SplitVideoParts: (job) => void firstShot(job.jobId) } });
`,
    "shots.ts": `interface Shot { readonly jobId: string }

/** Comments and types are in no bundle. */
export function firstShot(jobId: string): Shot {
  const shot: Shot = { jobId };
  if (shot.jobId !== "") throw new RangeError("no shots");
  return shot;
}
`,
  };

  it.each([
    [true, "shots.ts:6:32"],
    [false, "index.js:"],
  ])("name the position of an error: with a source map %s, in %s", async (sourceMap, position) => {
    const folder = mkdtempSync(join(tmpdir(), "logs-test-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    const zip = zipOf(CallbackCode.fromEntry(join(folder, "on-media.ts"), { sourceMap }));
    const name = `typescript-${sourceMap}`;
    const address = await deployCode(cloud, name, Buffer.from(zip).toString("base64"));
    expect(await cloud.deliver(address, jobCallback("jmapped1"), "JSON")).toMatchObject({ status: 500 });

    const attributes = { name, namespace: "default", runtime: "Nodejs20.19" };
    const state = { resources: [inState("tencentcloud_scf_function", "F", attributes)] };
    const { out } = await written(runLogs, [stackFolder({ state }).folder], env());
    expect(out).toMatch(/error callback jobs failed jmapped1 500 \d+ ms RangeError: no shots at \S+:\d+:\d+$/m);
    expect(out.replaceAll("\\", "/")).toContain(`/${position}`);
  });
});

describe("CLS", () => {
  /** Fields of `SearchLogRequest` and `LogInfo` in the vendor's SDK for Go, cls/v20201016/models.go. */
  it("is queried page by page with the vendor's parameters", async () => {
    const info = (id: number): object => ({
      ...{ Time: id, PkgId: "p", PkgLogId: String(id) },
      LogJson: JSON.stringify({ SCF_FunctionName: "f", SCF_RequestId: "r", SCF_Message: `line ${id}\n` }),
    });
    const server = await startFakeServer(({ body }) => {
      const { Context } = JSON.parse(body) as { Context?: string };
      const Response = Context
        ? { Results: [info(3)], ListOver: true, Context: "" }
        : { Results: [info(1), info(2)], ListOver: false, Context: "next" };
      return { body: JSON.stringify({ Response }) };
    });
    onTestFinished(() => server.close());
    const credentials = () => Promise.resolve({ secretId: "AKIDx", secretKey: "key" });
    const platform = createPlatform({
      ...{ credentials, region: "ap-beijing", endpoint: server.url, secretId: "AKIDx" },
      agent: agentsOf({}),
    });
    const ref = { name: "f", namespace: "default", region: "ap-beijing" };
    const lines: string[] = [];
    for await (const { text } of platform.logs({ function: ref, topicId: "t1", from: 1, to: 9, text: 'a"b' }))
      lines.push(text);

    expect(lines).toEqual(["line 1", "line 2", "line 3"]);
    expect(server.requests[0]!.headers).toMatchObject({
      "x-tc-action": "SearchLog",
      "x-tc-version": "2020-10-16",
      "x-tc-region": "ap-beijing",
    });
    expect(server.requests[0]!.host).toBe("cls.tencentcloudapi.com");
    expect(JSON.parse(server.requests[1]!.body)).toEqual({
      ...{ TopicId: "t1", From: 1, To: 9, QuerySyntax: 1, Sort: "asc", Limit: 1000, Context: "next" },
      QueryString: 'SCF_FunctionName:"f" AND SCF_Message:"a\\"b"',
    });
  });
});

describe("a line", () => {
  const line = (text: string) => shownLine({ at: 0, functionName: "f", requestId: "r", id: "1", text });

  it("of the platform itself is omitted from text and kept in JSON", () => {
    expect(line("START RequestId: 1")).toEqual({
      record: expect.objectContaining({ text: "START RequestId: 1" }) as unknown,
    });
  });

  it("that is not from the handler is printed unchanged", () => {
    expect(line("hello").words).toMatch(/^\d\d:\d\d:\d\d f \| hello$/);
    expect(line('{"a":1}').words).toMatch(/\| \{"a":1\}$/);
  });

  it.each([
    ["Error: x\n    at run (/app/src/on-media.ts:12:5)\n    at node:internal/x:1:1", "/app/src/on-media.ts:12:5"],
    ["Error: x\n    at node:fs:1:1\n    at /app/node_modules/a/b.js:1:1\n    at async src/a.ts:3:4", "src/a.ts:3:4"],
    ["Error: x", undefined],
  ])("names the position that threw %j", (stack, position) => {
    expect(positionIn(stack)).toBe(position);
  });
});
