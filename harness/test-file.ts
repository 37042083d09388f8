/**
 * Vitest's setup for each test file. Files share a process, with Node's own modules and those of node_modules loaded, but
 * nothing else: each file has modules of its own, and leaves the process as it found it.
 */
import { setFlagsFromString } from "node:v8";
import { afterAll, expect, vi } from "vitest";

vi.resetModules();
leaveOutTokens();
// Each test file has modules of its own, which V8 would optimize as soon as they are warm. That takes longer than it saves.
setFlagsFromString("--interrupt-budget=1000000");

const { env } = process;
const before = processState();

afterAll(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
  expect(process.env).toBe(env); // `vi.stubEnv` changes only the original object
  expect(processState()).toEqual(before);
});

/** What a test could change for the next file. */
function processState(): object {
  const { argv, exitCode } = process;
  const listeners = ["SIGINT", "SIGTERM", "SIGHUP", "exit"].map((name) => [name, process.listenerCount(name)]);
  return {
    cwd: process.cwd(),
    env: { ...process.env },
    argv: [...argv],
    exitCode,
    listeners: Object.fromEntries(listeners) as object,
  };
}

/**
 * cdktf keeps a stack trace of each token, as an object that is no error. No test reads it, and Vite looks up each of its
 * frames in the source maps, which takes longer than the synthesis.
 */
function leaveOutTokens(): void {
  const { prepareStackTrace: mapped } = Error as {
    prepareStackTrace?: (this: void, error: Error, frames: NodeJS.CallSite[]) => unknown;
  };
  if (!mapped || mapped.name === mapErrors.name) return;
  Error.prepareStackTrace = mapErrors;
  function mapErrors(error: Error, frames: NodeJS.CallSite[]): unknown {
    return error instanceof Error ? mapped!(error, frames) : "";
  }
}
