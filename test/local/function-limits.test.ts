/** Limits of a function's process: resident memory, and log lines of a call. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { strToU8, zipSync } from "fflate";
import { expect, it, onTestFinished } from "vitest";
import { LOG_LIMITS } from "../../local/scf/call-log";
import { Functions } from "../../local/scf/functions";
import { Logs } from "../../local/scf/logs";
import { residentBytes } from "../../local/scf/resident-memory";

const NAME = { region: "ap-guangzhou", namespace: "default", name: "f" };
const CONFIG = { handler: "index.main_handler", runtime: "Nodejs20.19", type: "Event", memoryMb: 128, timeoutS: 30 };

function deploy(
  source: string,
  config: { readonly timeoutS?: number } = {},
): { readonly call: () => Promise<string>; readonly logs: Logs } {
  const temporaryDirectory = mkdtempSync(join(tmpdir(), "function-limits-"));
  const logs = new Logs(() => new Date());
  const functions = new Functions({
    ...{ appId: "1250000000", instanceLimit: 1, temporaryDirectory, logs },
    endpoint: () => "http://127.0.0.1:9",
    issueCredential: () => ({ secretId: "id", secretKey: "key" }),
  });
  onTestFinished(async () => {
    await functions.close();
    rmSync(temporaryDirectory, { recursive: true, force: true });
  });
  functions.create(NAME, { ...CONFIG, ...config, environment: {} }, zipSync({ "index.js": strToU8(source) }));
  return { call: () => functions.invoke(NAME, "$LATEST", "{}", "request-1"), logs };
}

it.runIf(residentBytes(process.pid) !== undefined)("counts memory outside V8's heap", async () => {
  const pause = "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2)";
  const { call } = deploy(
    `exports.main_handler = () => { const all = []; for (;;) { all.push(Buffer.alloc(1e6, 1)); ${pause}; } };`,
  );
  await expect(call()).rejects.toMatchObject({ status: 434, message: "the memory limit was reached" });
});

const NUMBERS = Array.from({ length: 3_000 }, (_, n) => String(n));
const WRITE_NUMBERS = "for (let n = 0; n < 3000; n++) console.log(n);";

/** The texts of the log of the call. All lines must belong to it. */
function textsOf({ all }: Logs): string[] {
  expect([...new Set(all.map(({ requestId }) => requestId))]).toEqual(["request-1"]);
  return all.map(({ text }) => text);
}

it("keeps all lines of a call that writes many", async () => {
  const { call, logs } = deploy(`exports.main_handler = () => { ${WRITE_NUMBERS} };`);
  await call();
  expect(textsOf(logs)).toEqual(NUMBERS);
});

it.each([
  ["is killed at its time-out", "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)", { status: 433 }],
  ["ends its process", "process.exit(3);", { status: 439, message: "the process ended (exit code 3)" }],
  ["is killed by a signal", 'process.kill(process.pid, "SIGKILL");', { status: 439 }],
])("logs all lines of a call that %s before the caller gets the error", async (_, end, error) => {
  const { call, logs } = deploy(
    `exports.main_handler = () => { ${WRITE_NUMBERS} process.stdout.write("no end of line"); ${end} };`,
    { timeoutS: 5 },
  );
  await expect(call()).rejects.toMatchObject(error);
  expect(textsOf(logs)).toEqual([...NUMBERS, "no end of line"]);
});

it("assigns lines of the start to the call that started the process, and lines after an answer to the answered call", async () => {
  const late = 'setTimeout(() => console.log("late"), 1)';
  const { call, logs } = deploy(`console.log("start"); exports.main_handler = () => { ${late}; };`);
  await call();
  await expect.poll(() => textsOf(logs)).toEqual(["start", "late"]);
});

it("logs the lines of a failed start before the caller gets the error", async () => {
  const { call, logs } = deploy(`${WRITE_NUMBERS} throw new Error("no setting");`);
  await expect(call()).rejects.toMatchObject({ status: 443, message: "no setting" });
  const texts = textsOf(logs);
  expect(texts.slice(0, NUMBERS.length)).toEqual(NUMBERS);
  expect(texts[NUMBERS.length]).toBe("Error: no setting");
});

it("truncates the log of a call that writes too much, and reports the omitted length", async () => {
  const count = LOG_LIMITS.firstLines + LOG_LIMITS.lastLines + 1000;
  const { call, logs } = deploy(
    `exports.main_handler = () => { for (let n = 0; n < ${count}; n++) console.log(n); process.exit(0); };`,
    { timeoutS: 120 },
  );
  await expect(call()).rejects.toMatchObject({ status: 439 });
  const texts = textsOf(logs);
  expect(texts[LOG_LIMITS.firstLines]).toMatch(/^\[log cut: 1000 lines with 5000 characters are left out here; /);
  expect(texts.at(-1)).toBe(String(count - 1));
});
