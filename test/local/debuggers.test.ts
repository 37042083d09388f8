import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { strToU8, zipSync } from "fflate";
import { expect, it, onTestFinished } from "vitest";
import type { InspectOptions } from "../../local/options";
import { Debuggers } from "../../local/scf/debuggers";
import { Functions } from "../../local/scf/functions";
import { Logs } from "../../local/scf/logs";
import { DebuggerClient } from "../support/debugger-client";

const CONFIG = {
  ...{ handler: "index.main_handler", runtime: "Nodejs20.19", type: "Event" },
  ...{ memoryMb: 128, timeoutS: 1, environment: {} },
};
const nameOf = (name: string) => ({ region: "ap-guangzhou", namespace: "default", name });
const code = (answer: string): Uint8Array =>
  zipSync({ "index.js": strToU8(`exports.main_handler = (event, context) => {\n  return ${answer};\n};`) });

function setUp(options: Partial<InspectOptions> = {}) {
  const temporaryDirectory = mkdtempSync(join(tmpdir(), "debuggers-"));
  const debuggers = new Debuggers({ host: "127.0.0.1", port: 0, isBreaking: false, ...options });
  const logs = new Logs(() => new Date());
  const functions = new Functions({
    ...{ appId: "1250000000", instanceLimit: 1, temporaryDirectory, logs, debuggers },
    endpoint: () => "http://127.0.0.1:9",
    issueCredential: () => ({ secretId: "id", secretKey: "key" }),
  });
  onTestFinished(async () => {
    await functions.close();
    rmSync(temporaryDirectory, { recursive: true, force: true });
  });
  const invoke = (name = "f", qualifier = "$LATEST"): Promise<string> =>
    functions.invoke(nameOf(name), qualifier, "{}", "request-1");
  return { functions, debuggers, logs, invoke };
}

/** Stops in the second line of the code. */
const stopInCode = async (client: DebuggerClient): Promise<void> => {
  await client.call("Debugger.setBreakpointByUrl", { urlRegex: "/code/index\\.js$", lineNumber: 1 });
};

it("lets a debugger pause a call for longer than the time-out of the function", async () => {
  const { functions, debuggers, logs, invoke } = setUp();
  functions.create(nameOf("f"), CONFIG, code('{ limit: context.time_limit_in_ms, stop: console.log("resumed") }'));
  functions.startForDebugger();
  const client = await DebuggerClient.attach(await debuggers.addressOf(nameOf("f")), stopInCode);

  const answer = invoke();
  await client.event("Debugger.paused");
  await new Promise((resolve) => setTimeout(resolve, 1500)); // the time-out is 1 s
  await client.call("Debugger.resume");

  expect(JSON.parse(await answer)).toEqual({ limit: 900_000 });
  expect(logs.all.map(({ text }) => text)).toEqual(["resumed"]); // and no line about the debugger
});

it("keeps its port after new code, and waits for the debugger that was attached to the code before", async () => {
  const { functions, debuggers, invoke } = setUp({ attachMs: 60_000 });
  const target = functions.create(nameOf("f"), CONFIG, code("1"));
  functions.startForDebugger();
  const address = await debuggers.addressOf(nameOf("f"));
  await DebuggerClient.attach(address);
  expect(await invoke()).toBe("1");

  functions.update(target, CONFIG, code("2"));
  const answer = invoke();
  const client = await DebuggerClient.attach(address, stopInCode);
  await client.event("Debugger.paused");
  await client.call("Debugger.resume");

  expect(await answer).toBe("2");
});

it("runs new code if the debugger does not come back", async () => {
  const { functions, debuggers, invoke } = setUp({ attachMs: 200 });
  const target = functions.create(nameOf("f"), CONFIG, code("1"));
  functions.startForDebugger();
  (await DebuggerClient.attach(await debuggers.addressOf(nameOf("f")))).close();

  functions.update(target, CONFIG, code("2"));

  expect(await Promise.all([invoke(), invoke()])).toEqual(["2", "2"]);
});

it("lets a paused call of the old code end before it starts new code", async () => {
  const { functions, debuggers, invoke } = setUp({ attachMs: 200 });
  const target = functions.create(nameOf("f"), CONFIG, code("1"));
  functions.startForDebugger();
  const client = await DebuggerClient.attach(await debuggers.addressOf(nameOf("f")), stopInCode);
  const old = invoke();
  await client.event("Debugger.paused");

  functions.update(target, CONFIG, code("2"));
  const renewed = invoke();
  await client.call("Debugger.resume");
  client.close();

  expect(await Promise.all([old, renewed])).toEqual(["1", "2"]);
});

it("waits with isBreaking for a debugger, and stops before the code is loaded", async () => {
  const { functions, debuggers, invoke } = setUp({ isBreaking: true });
  functions.create(nameOf("f"), CONFIG, code("1"));
  const answer = invoke();

  const client = await DebuggerClient.attach(await debuggers.addressOf(nameOf("f")));
  await client.event("Debugger.paused");
  expect(client.events.filter(({ params }) => /index\.js$/.test(String(params?.["url"])))).toEqual([]);
  await client.call("Debugger.resume");

  expect(await answer).toBe("1");
});

it("gives each function a port of its own, one after the other, and skips ports that are in use", async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void other.close());
  const { port } = other.address() as AddressInfo;
  const { debuggers } = setUp({ port });

  const addresses = await Promise.all(["a", "b", "a"].map((name) => debuggers.addressOf(nameOf(name))));

  const ports = addresses.map((address) => Number(address.replace("127.0.0.1:", "")));
  expect(ports[0]).toBeGreaterThan(port);
  expect(ports[1]).toBeGreaterThan(ports[0]!);
  expect(ports[2]).toBe(ports[0]);
});

it("ends the idle process of a version when another version is called", async () => {
  const { functions, debuggers, invoke } = setUp({ attachMs: 200 });
  const target = functions.create(nameOf("f"), CONFIG, code("1"));
  functions.publish(target);
  functions.update(target, CONFIG, code("2"));
  functions.startForDebugger();
  await DebuggerClient.attach(await debuggers.addressOf(nameOf("f")));

  const calls = ["1", "$LATEST", "1"].map((qualifier) => invoke("f", qualifier));

  expect(await Promise.all(calls)).toEqual(["1", "2", "1"]);
});

it("refuses the call if another program has taken the port", async () => {
  const { functions, debuggers, invoke } = setUp();
  functions.create(nameOf("f"), CONFIG, code("1"));
  const address = await debuggers.addressOf(nameOf("f"));
  const other = createServer();
  const listening = new Promise((resolve) => other.once("listening", resolve).once("error", resolve));
  other.listen(Number(address.split(":")[1]), "127.0.0.1");
  await listening;
  onTestFinished(() => void other.close());

  await expect(invoke()).rejects.toMatchObject({
    status: 438,
    message: `the port of the debugger must be free (got ${address})`,
  });
});
