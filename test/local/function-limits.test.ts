/** Limits of a function's process: resident memory, and log lines of a call. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { strToU8, zipSync } from "fflate";
import { expect, it, onTestFinished } from "vitest";
import { Functions } from "../../local/scf/functions";
import { Logs } from "../../local/scf/logs";
import { residentBytes } from "../../local/scf/resident-memory";

const NAME = { region: "ap-guangzhou", namespace: "default", name: "f" };
const CONFIG = { handler: "index.main_handler", runtime: "Nodejs20.19", type: "Event", memoryMb: 128, timeoutS: 30 };

function deploy(source: string): { readonly call: () => Promise<string>; readonly logs: Logs } {
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
  functions.create(NAME, { ...CONFIG, environment: {} }, zipSync({ "index.js": strToU8(source) }));
  return { call: () => functions.invoke(NAME, "$LATEST", "{}", "request-1"), logs };
}

it.runIf(residentBytes(process.pid) !== undefined)("counts memory outside V8's heap", async () => {
  const pause = "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2)";
  const { call } = deploy(
    `exports.main_handler = () => { const all = []; for (;;) { all.push(Buffer.alloc(1e6, 1)); ${pause}; } };`,
  );
  await expect(call()).rejects.toMatchObject({ status: 434, message: "the memory limit was reached" });
});

it("keeps all lines of a call that writes many", async () => {
  const { call, logs } = deploy("exports.main_handler = () => { for (let n = 0; n < 20000; n++) console.log(n); };");
  await call();
  const lines = logs.all.filter(({ requestId }) => requestId === "request-1");
  expect(lines.map(({ text }) => text)).toEqual(Array.from({ length: 20_000 }, (_, n) => String(n)));
});
