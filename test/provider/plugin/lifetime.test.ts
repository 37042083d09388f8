/** A plugin ends after the Terraform that started it, on every system. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { ignoreInterrupt, watchParent } from "../../../provider/plugin/lifetime";

beforeEach(() => void vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] }));
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const POLL_MS = 500;

function watched(parent: number): {
  readonly ended: ReturnType<typeof vi.fn>;
  readonly wait: (polls?: number) => void;
} {
  const ended = vi.fn();
  watchParent(ended, parent);
  return { ended, wait: (polls = 3) => void vi.advanceTimersByTime(polls * POLL_MS) };
}

function onPlatform(platform: NodeJS.Platform): void {
  vi.spyOn(process, "platform", "get").mockReturnValue(platform);
}

/** The id of an ended process. */
async function endedProcess(): Promise<number> {
  const child = spawn(process.execPath, ["-e", ""]);
  await once(child, "exit");
  return child.pid!;
}

it.each(["linux", "win32"] as const)("continues while the parent runs, on %s", (platform) => {
  onPlatform(platform);
  const { ended, wait } = watched(process.ppid);
  wait(100);
  expect(ended).not.toHaveBeenCalled();
});

it("ends once when it gets another parent, as on Linux and macOS", () => {
  onPlatform("linux");
  const { ended, wait } = watched(process.ppid + 1);
  wait();
  expect(ended).toHaveBeenCalledTimes(1);
});

it("ends once on Windows when no process has the parent's number", async () => {
  onPlatform("win32");
  const parent = await endedProcess();
  vi.spyOn(process, "ppid", "get").mockReturnValue(parent);
  const { ended, wait } = watched(parent);
  wait();
  expect(ended).toHaveBeenCalledTimes(1);
});

it("survives Ctrl-C, which reaches the whole process group", async () => {
  vi.useRealTimers();
  const before = process.listenerCount("SIGINT");
  ignoreInterrupt();
  expect(process.listenerCount("SIGINT")).toBe(before + 1);
  process.removeListener("SIGINT", process.listeners("SIGINT").at(-1)!);
  await Promise.resolve();
});
