/** Messages of `local` when it cannot start: what is wrong, what is expected, and what to do. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished, vi } from "vitest";
import { runLocal } from "../../cli/local/run";
import { synopsisOf } from "../../cli/usage";
import { describeTerraform } from "../support/terraform";
import { runCli } from "./spawn";

const CDKTF = JSON.stringify(require.resolve("cdktf"));

/** A project with these files. */
function project(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "local-messages-"));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** What `local` prints in this folder before it fails, and its error. */
async function failureIn(folder: string, ...args: readonly string[]): Promise<{ printed: string; error: Error }> {
  vi.spyOn(process, "cwd").mockReturnValue(folder);
  onTestFinished(() => void vi.restoreAllMocks());
  const terraform = join(folder, "terraform"); // asked for its version before each of these messages
  writeFileSync(terraform, `#!/bin/sh\necho '{"terraform_version":"1.11.0"}'\n`, { mode: 0o755 });
  let printed = "";
  const out = { write: (text: string) => ((printed += text), true) };
  const error = await runLocal(args, { ...process.env, TERRAFORM_BINARY_NAME: terraform }, out, out).then(
    (code) => new Error(`local must fail (got exit code ${code})`),
    (reason: Error) => reason,
  );
  return { printed, error };
}

const APP = '{"app":"node app.js"}';

describeTerraform("local", () => {
  it.each<[string, Readonly<Record<string, string>>, RegExp]>([
    [
      "without cdktf.json",
      {},
      /^The command must run in a folder with cdktf\.json or below it \(got .*local-messages-\w+\); change to the app's folder, or name the folder of a synthesized stack$/,
    ],
    ["if cdktf.json is not JSON", { "cdktf.json": '{ "app": ' }, /^\/.*\/cdktf\.json must be JSON \(got: .*JSON.*\)$/],
    ["if cdktf.json is a list", { "cdktf.json": "[1]" }, /^\/.*\/cdktf\.json must be a JSON object \(got \[1\]\)$/],
    ["if cdktf.json is null", { "cdktf.json": "null" }, /^\/.*\/cdktf\.json must be a JSON object \(got null\)$/],
    [
      "if cdktf.json names no app",
      { "cdktf.json": '{"language":"typescript"}' },
      /^\/.*\/cdktf\.json must name the app's command \(got none\); add it, such as "app": "npx tsx main\.ts"$/,
    ],
    [
      "if the app is not a command",
      { "cdktf.json": '{"app":["node","app.js"]}' },
      /^\/.*\/cdktf\.json must name the app's command \(got \["node","app\.js"\]\); add it, such as /,
    ],
    [
      "if the app's program is missing",
      { "cdktf.json": APP },
      /^The app must synthesize \(got exit code 1 of node app\.js\):\n[\s\S]*Cannot find module '\/.*app\.js'/,
    ],
    [
      "if the app does not call app.synth()",
      { "cdktf.json": APP, "app.js": `const { App } = require(${CDKTF}); new App();` },
      /^The app must write its stacks \(got none of node app\.js\); does it call app\.synth\(\)\?$/,
    ],
    [
      "if the app throws",
      { "cdktf.json": APP, "app.js": 'throw new Error("the bucket is not set");' },
      /^The app must synthesize \(got exit code 1 of node app\.js\):\n[\s\S]*Error: the bucket is not set\n/,
    ],
    [
      "if the app has no stack",
      { "cdktf.json": APP, "app.js": `const { App } = require(${CDKTF}); new App().synth();` },
      /^The app must define a stack \(got none\); create one before app\.synth\(\), which wrote to \//,
    ],
  ])("prints a remedy %s", async (_, files, message) => {
    const { error } = await failureIn(project(files));
    expect(error.message).toMatch(message);
  });

  it("refuses a port in use before the synthesis", async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void other.close());
    const { port } = other.address() as AddressInfo;
    const folder = project({ "cdktf.json": '{"app":"touch was-run"}' });

    const { printed, error } = await failureIn(folder, "--port", String(port));

    expect(printed).toBe("");
    expect(error.message).toBe(`--port must be a free port (got ${port}: EADDRINUSE); give another one, or 0 for any`);
  });

  it("prints the message first and a short usage below it", async () => {
    const { code, stdout, stderr } = await runCli(["local"], { cwd: project({}) });
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    const [first, second, third, ...rest] = stderr.trimEnd().split("\n\n");
    expect(first).toMatch(/^The command must run in a folder with cdktf\.json/);
    expect([second, third, rest]).toEqual([
      synopsisOf("local"),
      "Run `cdktf-tencentcloud-ci local --help` for all options.",
      [],
    ]);
  });
});

it.each([
  [["--prot", "80"], 'Options of this command are .* \\(got "--prot"\\)\\. Did you mean "--port"\\?'],
  [["--inspct"], 'Options of this command are .* \\(got "--inspct"\\)\\. Did you mean "--inspect"\\?'],
  [["a", "b"], "^local takes one stack \\(got a b\\)$"],
  [["--port", "70000"], '^--port must be a number from 0 to 65535 \\(got "70000"\\)$'],
  [["--port"], "port.*argument"],
  [["--tunnel", "here"], '^--tunnel must be an http or https address \\(got "here"\\)$'],
])("refuses %j", async (args, message) => {
  const { error } = await failureIn(project({}), ...args);
  expect(error.name).toBe("UsageError");
  expect(error.message).toMatch(new RegExp(message));
});
