import { readdir } from "node:fs/promises";
import { strToU8, zipSync } from "fflate";
import { expect, it, onTestFinished } from "vitest";
import type { FunctionConfig } from "../../local/scf/model";
import { CONFIG, NAME, setUpFunction, zip } from "./functions-support";

it("a function has exactly its configured environment and the platform's variables", async () => {
  process.env["LEAK"] = "secret of the parent";
  onTestFinished(() => void delete process.env["LEAK"]);
  const { call } = await setUpFunction("exports.main_handler = async () => process.env;", {
    environment: { MINE: "1" },
  });

  const env = (await call()) as Record<string, string>;

  expect(Object.keys(env).sort()).toEqual([
    "HOME",
    "MINE",
    "PATH",
    "SCF_FUNCTIONNAME",
    "SCF_FUNCTIONVERSION",
    "SCF_NAMESPACE",
    "SCF_RUNTIME",
    "TENCENTCI_ENDPOINT",
    "TENCENTCLOUD_APPID",
    "TENCENTCLOUD_REGION",
    "TENCENTCLOUD_RUNENV",
    "TMPDIR",
  ]);
});

it("a function with a role gets a temporary key", async () => {
  const { call } = await setUpFunction("exports.main_handler = async () => process.env.TENCENTCLOUD_SESSIONTOKEN;", {
    role: "r",
  });
  expect(await call()).toBe("token");
});

it.each<[string, string | Uint8Array, Partial<FunctionConfig>, number, string]>([
  ["user code throws", "exports.main_handler = async () => { throw new Error('boom'); };", {}, 430, "boom"],
  ["the value is no JSON", "exports.main_handler = async () => 1n;", {}, 430, "BigInt"],
  ["the code cannot be loaded", "throw new Error('at load');", {}, 443, "at load"],
  ["the code has a syntax error", "exports.main_handler = (;", {}, 443, "Unexpected token"],
  ["the handler is not exported", "exports.other = () => 1;", {}, 437, "index.main_handler"],
  ["the file is missing", zip("", "other.js"), {}, 437, "index"],
  ["the code is no zip", strToU8("not a zip"), {}, 437, "zip"],
  ["the process exits", "exports.main_handler = async () => process.exit(3);", {}, 439, "exit code 3"],
  ["the process exits at load", "process.exit(0);", {}, 439, "exit code 0"],
  [
    "a call takes too long",
    "exports.main_handler = () => new Promise(() => {});",
    { timeoutS: 0.3 },
    433,
    "0.3 seconds",
  ],
  ["the event loop is blocked", "exports.main_handler = () => { for (;;); };", { timeoutS: 0.3 }, 433, "timed out"],
  [
    "memory runs out",
    "exports.main_handler = () => { const all = []; for (;;) all.push(new Array(1e5).fill(1.5 + all.length)); };",
    { memoryMb: 64, timeoutS: 20 },
    434,
    "memory limit",
  ],
  ["the runtime is another language's", "", { runtime: "Python3.10" }, 438, "Python3.10"],
])("when %s, the caller gets the platform's status", async (_, source, config, status, text) => {
  const { call } = await setUpFunction(source, config);
  await expect(call()).rejects.toMatchObject({ status, message: expect.stringContaining(text) as string });
});

it("after a time-out the next call is served by a new process", async () => {
  const source = "let n = 0; exports.main_handler = (e) => (e.hang ? new Promise(() => {}) : ++n);";
  const { call } = await setUpFunction(source, { timeoutS: 0.5 });
  expect(await call()).toBe(1);
  await expect(call({ hang: true })).rejects.toMatchObject({ status: 433 });
  expect(await call()).toBe(1);
});

it("an idle process is reused, and a busy one is not", async () => {
  const source =
    "exports.main_handler = async (e) => { await new Promise((r) => setTimeout(r, e.ms)); return process.pid; };";
  const { call, functions } = await setUpFunction(source, {}, 2);
  const first = await call({ ms: 0 });
  expect(await call({ ms: 0 })).toBe(first);
  const pids = await Promise.all([1, 2, 3, 4].map(() => call({ ms: 50 })));
  expect(new Set(pids).size).toBe(2);
  expect(functions.find(NAME)!.latest.pool.size).toBe(2);
});

it("lines of a call are logged under its request id before the call returns", async () => {
  const { call, logs } = await setUpFunction(
    "console.log('loading'); exports.main_handler = async () => { console.log('a'); console.error('b'); process.stdout.write('c'); };",
  );
  await call();
  const lines = logs.all.map(({ requestId, stream, text }) => [requestId, stream, text]);
  expect(lines).toHaveLength(4);
  expect(lines).toEqual(
    expect.arrayContaining([
      ["req-1", "stdout", "loading"],
      ["req-1", "stdout", "a"],
      ["req-1", "stderr", "b"],
      ["req-1", "stdout", "c"],
    ]),
  );
});

it("new code answers new calls while a running call ends in the old code", async () => {
  const slow = "exports.main_handler = async () => { await new Promise((r) => setTimeout(r, 200)); return 'old'; };";
  const { functions, call, folder } = await setUpFunction(slow);
  const running = call();
  await expect.poll(() => functions.find(NAME)!.latest.pool.size).toBe(1);

  functions.update(functions.find(NAME)!, CONFIG, zip("exports.main_handler = async () => 'new';"));

  expect(await call()).toBe("new");
  expect(await running).toBe("old");
  await expect.poll(async () => (await readdir(folder)).length).toBe(1);
});

it("a published version keeps its code, and an alias points to it", async () => {
  const { functions, call } = await setUpFunction("exports.main_handler = async () => 'v1';");
  const target = functions.find(NAME)!;
  const { version } = functions.publish(target);
  target.aliases.set("live", { version });
  functions.update(target, CONFIG, zip("exports.main_handler = async () => 'v2';"));

  expect(await call({}, "$LATEST")).toBe("v2");
  expect(await call({}, "live")).toBe("v1");
  await expect(call({}, "gone")).rejects.toMatchObject({ status: 442 });
  target.aliases.set("canary", { version: "$LATEST", weights: { [version]: 1 } });
  expect(await call({}, "canary")).toBe("v1");
});

it("a deleted function leaves no process and no file", async () => {
  const { functions, call, folder } = await setUpFunction("exports.main_handler = async () => process.pid;");
  const pid = (await call()) as number;

  functions.delete(functions.find(NAME)!);

  await expect.poll(async () => (await readdir(folder)).length).toBe(0);
  expect(() => process.kill(pid, 0)).toThrow("ESRCH");
});

it("deleting a function refuses waiting calls and ends the running one with its process", async () => {
  const { functions, call } = await setUpFunction("exports.main_handler = () => new Promise(() => {});", {}, 1);
  const calls = [call(), call(), call()].map((result) => result.catch((error: { status: number }) => error.status));
  await expect.poll(() => functions.find(NAME)!.latest.pool.size).toBe(1);

  functions.delete(functions.find(NAME)!);

  const statuses = await Promise.all(calls);
  expect(statuses.slice(1)).toEqual([438, 438]);
  expect([438, 439]).toContain(statuses[0]);
});

it("processes that a function starts end with it", async () => {
  const source =
    "exports.main_handler = async () => require('node:child_process').spawn('sleep', ['60'], { stdio: 'ignore' }).pid;";
  const { functions, call } = await setUpFunction(source);
  const pid = (await call()) as number;

  await functions.close();

  // A killed child may remain as a zombie; it no longer runs.
  await expect.poll(() => isRunning(pid)).toBe(false);
});

it("processes that a function starts end when it exits", async () => {
  const { call, logs } = await setUpFunction(
    `exports.main_handler = () => {
      console.log(require('node:child_process').spawn('sleep', ['60'], { stdio: 'inherit' }).pid);
      process.exit(1);
    };`,
  );
  await expect(call()).rejects.toMatchObject({ status: 439 });
  const pid = Number(logs.all[0]!.text);
  expect(pid).toBeGreaterThan(1);
  await expect.poll(() => isRunning(pid)).toBe(false);
});

it("a zip entry outside the folder is refused", async () => {
  const { call } = await setUpFunction(zipSync({ "../evil.js": strToU8("") }));
  await expect(call()).rejects.toMatchObject({
    status: 437,
    message: expect.stringContaining("inside the folder") as string,
  });
});

async function isRunning(pid: number): Promise<boolean> {
  const { readFile } = await import("node:fs/promises");
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  return stat !== "" && !/\) Z /.test(stat);
}

it("new code ends the processes of the old code even if the listener for code throws", async () => {
  let calls = 0;
  const { functions, call } = await setUpFunction("exports.main_handler = async () => process.pid;", {}, 4, () => {
    if (++calls > 1) throw new Error("no space left");
  });
  const pid = (await call()) as number;
  const [target] = functions.all();

  expect(() => functions.update(target!, CONFIG, zip("exports.main_handler = async () => 'new';"))).toThrow("no space");

  await expect.poll(() => isRunning(pid), { timeout: 20_000 }).toBe(false);
  expect(await call()).toBe("new");
});

it("new code replaces live code, in published versions too, and no other code", async () => {
  const { functions, call } = await setUpFunction("exports.main_handler = async () => 'old';");
  const [target] = functions.all();
  functions.publish(target!);
  functions.create({ ...NAME, name: "other" }, CONFIG, zip("exports.main_handler = async () => 'untouched';"));
  const old = target!.latest.code;
  expect(await call()).toBe("old");

  const count = functions.replaceCode((code) => code === old, zip("exports.main_handler = async () => 'new';"));

  expect(count).toBe(1);
  expect(await call()).toBe("new");
  expect(await call({}, "1")).toBe("new");
  const other = await functions.invoke({ ...NAME, name: "other" }, "$LATEST", "{}", "req-2");
  expect(other).toBe('"untouched"');
});
