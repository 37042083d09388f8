import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { readInspectOptions } from "../../cli/local/inspect-options";
import { runLocal } from "../../cli/local/run";
import { runSend } from "../../cli/send/send";
import { DebuggerClient } from "../support/debugger-client";
import { describeTerraform } from "../support/terraform";
import { isAbout, copyExample, QUICK_APP } from "./local-project";
import { CliProcess } from "./spawn";
import type { Line } from "./spawn";
import { writtenIn } from "./stack-folder";

describe("the options", () => {
  it.each([
    ["", "127.0.0.1", 9229],
    ["9300", "127.0.0.1", 9300],
    ["0", "127.0.0.1", 0],
    ["localhost", "localhost", 9229],
    ["0.0.0.0:9300", "0.0.0.0", 9300],
    ["[::1]", "::1", 9229],
    ["[::1]:9300", "::1", 9300],
    [":9300", "127.0.0.1", 9300],
  ])("--inspect=%s means %s, port %i", (value, host, port) => {
    expect(readInspectOptions({ inspect: value })).toEqual({ host, port, isBreaking: false });
    expect(readInspectOptions({ "inspect-brk": value })).toEqual({ host, port, isBreaking: true });
  });

  it.each([
    [{ inspect: "a b" }, '--inspect must be [host:]port (got "a b")'],
    [{ "inspect-brk": "::1" }, '--inspect-brk must be [host:]port (got "::1")'],
    [{ inspect: "70000" }, '--inspect must be a number from 0 to 65535 (got "70000")'],
    [{ inspect: "", "inspect-brk": "" }, "Only one of --inspect and --inspect-brk must be given (got both)"],
  ])("%j is refused", (values, message) => {
    expect(() => readInspectOptions(values)).toThrow(message);
  });
});

it("fails before the synthesis if the port is in use", async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void other.close());
  const { port } = other.address() as AddressInfo;

  const { cwd } = copyExample("touch was-run");
  const message = `--inspect must be a free port (got ${port}: EADDRINUSE); give another one, or 0 for any`;
  await expect(writtenIn(cwd, runLocal, [`--inspect=${port}`])).rejects.toThrow(message);
  expect(readdirSync(cwd)).not.toContain("was-run");
});

describeTerraform("local --inspect", () => {
  it("stops at a line of the TypeScript file, also after it was saved, and then answers", async () => {
    const project = copyExample(QUICK_APP);
    const local = new CliProcess(["local", "--json", "--inspect=0"], project);
    onTestFinished(() => void local.child.kill("SIGKILL"));
    const { addresses } = await local.line(({ type }) => type === "debuggers");
    const [address = "", ...others] = Object.values(addresses as Record<string, string>);
    expect(others).toEqual([]);
    expect(address).toMatch(/^127\.0\.0\.1:\d+$/);
    const file = join(project.cwd, "on-media.ts");
    const lineOf = (text: string): number =>
      readFileSync(file, "utf8")
        .split("\n")
        .findIndex((line) => line.includes(text)) + 1;

    const first = await DebuggerClient.attach(address);
    await first.breakAt(file, lineOf('"shots"'));
    await expectStop(first);

    writeFileSync(file, readFileSync(file, "utf8").replace("export default", "\n\nexport default"));
    await local.line(({ type }) => type === "code");
    const second = await DebuggerClient.attach(address);
    await second.breakAt(file, lineOf('"shots"'));
    await expectStop(second);

    local.child.kill("SIGINT");
    expect((await local.finished).code).toBe(0);

    /** A callback stops at the breakpoint, and is answered when the debugger goes on. */
    async function expectStop(client: DebuggerClient): Promise<void> {
      const before = local.lines.length;
      const sending = writtenIn(project.cwd, runSend, ["SplitVideoParts", "--json"]);
      const { hitBreakpoints } = await client.event("Debugger.paused");
      expect(hitBreakpoints).toHaveLength(1);
      await client.call("Debugger.resume");
      const { code, out } = await sending;
      const { status, subject } = JSON.parse(out) as Line;
      expect({ code, status }).toEqual({ code: 0, status: 200 });
      await local.line(isAbout(subject), before);
    }
  });
});
