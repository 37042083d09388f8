/**
 * Vitest's setup for each test file. Files share a process, with Node's own modules and those of node_modules loaded, but
 * nothing else: each file has modules of its own, and leaves the process as it found it.
 */
import { setFlagsFromString } from "node:v8";
import { afterAll, expect, vi } from "vitest";

vi.resetModules();
leaveOutTokens();
// Each test file has modules of its own, which V8 would optimize as soon as they are warm. That takes longer than it saves.
// V8 of later versions does not know the flag.
if (process.version.startsWith("v20.")) setFlagsFromString("--interrupt-budget=1000000");

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
 * cdktf takes the stack trace of each token, with all frames, as an object that is no error. No test reads it, and it takes
 * longer than the synthesis: Vite looks up each frame in the source maps.
 */
function leaveOutTokens(): void {
  type Capture = (this: void, target: object, below?: (...args: never[]) => unknown) => void;
  const { captureStackTrace: capture } = Error as { captureStackTrace: Capture };
  if (capture.name === captureOfErrors.name) return;
  Error.captureStackTrace = captureOfErrors;
  function captureOfErrors(...[target, below]: Parameters<Capture>): void {
    if (target instanceof Error || !("stack" in target)) capture(target, below);
  }
}
