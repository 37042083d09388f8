/** The server's events about the user's code: problems, errors at their source line, and further runs. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { zipSync } from "fflate";
import { expect, it, onTestFinished } from "vitest";
import { jobCallback } from "../../harness/durable-deployment";
import { Faults } from "../../local/faults";
import { Problems } from "../../local/inspector/problems";
import { errorCard, userErrorOf } from "../../local/inspector/user-error";
import { sourceFilesOf } from "../../local/scf/source-files";
import type { LocalCloud } from "../../local/cloud";
import { VendorClient } from "../../local/vendor/client";
import { startCloud } from "../local/support";
import { deployPipeline, inspect, listenUntil, post } from "./support";

const NOBODY = "http://127.0.0.1:9/secret-of-nobody";

it("shows a problem of the app until another of its kind and source replaces it", async () => {
  const problems = new Problems();
  const inspector = await inspect(await startCloud(), { problems });
  const problem = { level: "error", source: "a.ts", message: "a.ts does not compile" } as const;
  problems.replace("compile", [problem], "a.ts");
  problems.replace("synthesis", [{ ...problem, level: "warning", source: "app/P" }]);
  const { state } = await listenUntil(inspector, ({ state }) => state?.problems.length === 2);
  expect(state?.problems).toMatchObject([
    { kind: "compile", source: "a.ts" },
    { kind: "synthesis", level: "warning" },
  ]);

  problems.replace("compile", [], "b.ts");
  expect(problems.all).toHaveLength(2);
  problems.replace("compile", [], "a.ts");
  expect(problems.all.map(({ kind }) => kind)).toEqual(["synthesis"]);
});

it("labels an answer of a fault, and counts the fault's remaining matches down to 0", async () => {
  const cloud = await startCloud();
  const inspector = await inspect(cloud);
  cloud.faults.add({ match: "CALLBACK *", skip: 1, times: 2, effect: { type: "answer", status: 503 } });
  const left = (): number => cloud.faults.all[0]!.left;
  const seen = [left()];
  for (const id of ["j1", "j2", "j3", "j4"]) {
    await cloud.deliver(NOBODY, jobCallback(id), "JSON");
    seen.push(left());
  }
  expect(seen).toEqual([2, 2, 1, 0, 0]);
  const { rows, state } = await listenUntil(inspector, ({ rows, state }) => rows.size === 4 && state !== undefined);
  expect([...rows.values()].map(({ status, fault }) => [status, fault])).toEqual([
    [undefined, undefined],
    [503, "answer"],
    [503, "answer"],
    [undefined, undefined],
  ]);
  expect(state?.faults[0]?.left).toBe(0);
});

it("counts a fault without times as one match", () => {
  const faults = new Faults();
  faults.add({ match: "PUT *", effect: { type: "drop" } });
  expect(faults.all[0]!.left).toBe(1);
  faults.effectsOf("PUT a");
  expect(faults.all[0]!.left).toBe(0);
});

it("runs an event again with a new id, so that durable delivery does not take it for a duplicate", async () => {
  const cloud = await startCloud();
  const { callbackUrl } = await deployPipeline(cloud);
  const inspector = await inspect(cloud);
  await cloud.deliver(callbackUrl, jobCallback("j0123456789abcdef0123456789abcdef"), "JSON");
  expect((await post<{ ids: string[] }>(inspector, "run-again", { id: cloud.deliveries[0]!.id })).ids).toEqual([
    cloud.deliveries[1]!.id,
  ]);
  const { rows } = await listenUntil(
    inspector,
    ({ rows }) => rows.size === 2 && [...rows.values()].every(({ outcome }) => outcome === "done"),
  );
  const [first, again] = [...rows.values()];
  expect(again).toMatchObject({ title: first!.title, object: first!.object, state: first!.state });
  expect(again!.subject).toMatch(/^j[0-9a-f]{32}$/);
  expect(again!.subject).not.toBe(first!.subject);
  expect((await post(inspector, "run-again", { id: "9" })).error).toBe("callback 9 is no longer kept");
});

it.each(["ReviewImage", "Probe"])("sends %s as JSON to a queue whose format is XML", async (sample) => {
  const cloud = await startCloud();
  const { queueId } = await deployPipeline(cloud);
  const inspector = await inspect(cloud);
  const request = { target: queueId, sample, format: "xml", failed: false, workflow: false };
  expect((await post<{ ids: string[] }>(inspector, "send", request)).ids).toHaveLength(1);
  expect(cloud.deliveries[0]).toMatchObject({ format: "JSON", status: 200 });
});

it("finds the user's line of an error in the handler's log, the cause first", () => {
  const folder = mkdtempSync(join(tmpdir(), "user-error-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "my (media).ts");
  writeFileSync(file, ["one", "two", "three", "four", "  boom();", "six", "seven", "eight", "nine"].join("\n"));
  const stack = [
    "TypeError: boom is not a function",
    "    at run (/x/node_modules/p/index.js:1:2)",
    `    at onJob (${file}:5:3)`,
    "    at process.processTicksAndRejections (node:internal/process/task_queues:95:5)",
  ].join("\n");
  const cause = { name: "TypeError", message: "boom is not a function", stack };
  const line = {
    level: "error",
    message: "callback",
    error: { name: "Error", message: "wrapped", stack: "Error", cause },
  };
  const logs = ["plain text", JSON.stringify(line), JSON.stringify({ level: "info" })];
  const found = userErrorOf(logs, (path) => path === file);
  const inline = { level: "error", deliveries: [{ tag: "Snapshot", outcome: "failed", error: line.error }] };
  expect(userErrorOf([JSON.stringify(inline)], (path) => path === file)).toEqual(found);

  expect(found).toMatchObject({ name: "TypeError", message: "boom is not a function", file, line: 5, column: 3 });
  expect(found?.lines.map(({ number }) => number)).toEqual([2, 3, 4, 5, 6, 7, 8]);
  expect(found?.editor).toMatch(/^vscode:\/\/file\/.*my%20\(media\)\.ts:5:3$/);
  expect(errorCard(found!)).toContain("  > 5 |   boom();");
});

it.each([
  ["0", 1],
  ["99999999999999999999", 500],
])("draws the error of a stack trace with the column %s", (column, drawn) => {
  const stack = `Error: crafted\n    at run (${__filename}:1:${column})`;
  const line = JSON.stringify({ level: "error", error: { name: "Error", message: "crafted", stack } });

  const found = userErrorOf([line], (path) => path === __filename);

  expect(found?.column).toBe(drawn);
  expect(errorCard(found!).at(3)).toMatch(new RegExp(`\\| {${drawn}}\\^$`));
});

it("ignores a frame whose file is a folder now", () => {
  const stack = `Error: moved\n    at run (${__dirname}:1:1)`;
  expect(userErrorOf([JSON.stringify({ error: { stack } })], () => true)).toBeUndefined();
});

it("finds the user's line of an error that Node.js printed while it loaded the code", () => {
  const lines = [
    ...[
      "starting",
      "TypeError [ERR_X]: no such option",
      "  given: shots",
      `    at Object.<anonymous> (${__filename}:3:7)`,
    ],
    ...["    at Module._compile (node:internal/modules/cjs/loader:1521:14)", "Node.js v20"],
  ];
  expect(userErrorOf(lines, () => true)).toMatchObject({
    name: "TypeError",
    message: "no such option\n  given: shots",
    line: 3,
  });
  expect(userErrorOf(["Note: no trace follows", "second line"], () => true)).toBeUndefined();
});
const THIS_LINE = { name: "Error", message: "", stack: `Error\n    at f (${__filename}:1:1)` };

it.each([
  ["no stack", { level: "error", error: "refused" }],
  ["a file that is gone", { error: { stack: "Error\n    at f (/gone/for/good.ts:1:1)" } }],
  ["a line that the file no longer has", { error: { stack: `Error\n    at f (${__filename}:99999:1)` } }],
  ["a URL of another host", { error: { stack: "Error\n    at f (file://other/a.ts:1:1)" } }],
  ["a stack in a callback's body that user code logs", { job: { error: THIS_LINE, ...THIS_LINE } }],
  ["a stack as a field of the line", THIS_LINE],
  ["a member of the error other than its cause", { error: { message: "", job: THIS_LINE } }],
])("finds no line for %s", (_, line) => {
  expect(userErrorOf([JSON.stringify(line)], () => true)).toBeUndefined();
});

it("reads only source files of deployed code, by its source map", async () => {
  const folder = mkdtempSync(join(tmpdir(), "user-error-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const [entry, helper, secret] = ["src/on-media.ts", "helper.ts", "secret.txt"].map((name) => join(folder, name));
  mkdirSync(join(folder, "src"));
  for (const file of [entry!, helper!, secret!]) writeFileSync(file, "boom();\n");
  const map = { version: 3, sourceRoot: `${folder}/src/`, sources: ["on-media.ts", "../helper.ts"], mappings: "" };
  const text = (value: string): Uint8Array => Buffer.from(value);
  const code = zipSync({ "index.js": text(""), "program.js.map": text(JSON.stringify(map)) });
  const cloud = await startCloud();
  await createFunction(cloud, code);
  const found = (file: string) => {
    const error = { name: "Error", message: "boom", stack: `Error: boom\n    at onJob (${file}:1:1)` };
    return userErrorOf([JSON.stringify({ error })], (path) => cloud.isSourceFile(path))?.file;
  };

  expect([entry, helper, secret].map((file) => found(file!))).toEqual([entry, helper, undefined]);
  expect(found(join(folder, "src/../secret.txt"))).toBeUndefined();
  expect(found("/etc/passwd")).toBeUndefined();
});

it.each([
  ["a package that is no zip", Buffer.from("no zip")],
  ["no source map", zipSync({ "index.js": new Uint8Array() })],
  ["a source map that is no JSON", zipSync({ "a.js.map": Buffer.from("{") })],
  ["a source map with relative paths only", zipSync({ "a.js.map": Buffer.from('{"sources":["/etc/passwd"]}') })],
])("finds no source files for %s", (_, code) => {
  expect(sourceFilesOf(code)).toEqual(new Set());
});

function createFunction(cloud: LocalCloud, code: Uint8Array): Promise<unknown> {
  const vendor = new VendorClient({ endpoint: new URL(cloud.url), region: cloud.region, ...cloud.credential });
  const attributes = { name: "f", namespace: "default", handler: "index.main_handler", runtime: "Nodejs20.19" };
  return vendor.create(
    "tencentcloud_scf_function",
    { ...attributes, mem_size: 128, timeout: 3, zip_file: "code.zip", environment: {} },
    { zip_file: Buffer.from(code).toString("base64") },
  );
}
