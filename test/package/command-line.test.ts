import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { transformSync } from "esbuild";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { CliProcess, isRunning, runCli } from "../cli/spawn";
import type { Line, RunContext } from "../cli/spawn";
import { startFakeServer } from "../support/fake-server";
import { describeTerraform } from "../support/terraform";
import { install, packedOnce } from "./support";

let root: string;
let options: RunContext & { readonly cwd: string };

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), "command-line-test-"));
  const cwd = install((await packedOnce()).unpacked, root, "cdktf");
  options = { cwd, main: join(cwd, "node_modules/.bin/cdktf-tencentcloud-ci") };
}, 60_000);

afterAll(() => rmSync(root, { recursive: true, force: true }));

describe("the command line as it is published", () => {
  it("prints its help", async () => {
    const { code, stdout, stderr } = await runCli(["--help"], options);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    for (const command of ["local", "send", "replay", "upload", "callbacks"]) expect(stdout).toContain(`  ${command}`);
  });

  it("lists sample callbacks, and posts one", async () => {
    expect((await runCli(["send", "--list"], options)).stdout).toContain("SplitVideoParts");
    const receiver = await startFakeServer(() => ({ status: 200 }));
    onTestFinished(() => receiver.close());

    const sent = await runCli(["send", "SplitVideoParts", "--url", `${receiver.url}/ci/secret`, "--json"], options);

    expect(sent).toMatchObject({ code: 0, stderr: "" });
    expect(JSON.parse(sent.stdout)).toMatchObject({ url: `${receiver.url}/ci/…`, status: 200 });
    expect(receiver.requests.map(({ path }) => path)).toEqual(["/ci/secret"]);
    expect(receiver.requests[0]!.body).toContain("<Tag>SplitVideoParts</Tag>");
  });
});

describeTerraform("local in the published package", () => {
  it("runs a project, serves the inspector's page and script, and leaves nothing behind", async () => {
    const { cwd } = options;
    const { code } = transformSync(readFileSync(join(cwd, "main.ts"), "utf8"), { loader: "ts", format: "cjs" });
    writeFileSync(join(cwd, "main.js"), code);
    writeFileSync(join(cwd, "cdktf.json"), JSON.stringify({ language: "typescript", app: "node main.js" }));
    const files = readdirSync(cwd);
    const tmp = join(root, "tmp");
    mkdirSync(tmp);
    const local = new CliProcess(["local", "--json"], { ...options, env: { ...process.env, TMPDIR: tmp } });
    onTestFinished(() => void local.child.kill("SIGKILL"));

    const up = await local.line(({ type }) => type === "up");
    const page = await textOf(String(up.inspector));
    expect(page).toContain("<html");
    const [, script] = /<script[^>]* src="([^"]+)"/.exec(page)!;
    expect(await textOf(new URL(script!, String(up.inspector)).href)).toContain("EventSource");
    const sent = await runCli(["send", "SplitVideoParts", "--json"], options);
    expect(JSON.parse(sent.stdout) as Line).toMatchObject({ status: 200 });
    await local.line(({ type, text }) => type === "log" && String(text).includes('"split"'));

    const pids = local.descendants();
    expect(pids.length).toBeGreaterThan(0);
    local.child.kill("SIGINT");
    expect((await local.finished).code).toBe(0);
    await expect.poll(() => pids.filter(isRunning), { timeout: 5000 }).toEqual([]);
    expect(readdirSync(cwd)).toEqual(files);
    expect(readdirSync(tmp)).toEqual([]);
  });
});

async function textOf(url: string): Promise<string> {
  const response = await fetch(url);
  expect(response.status, url).toBe(200);
  return response.text();
}
