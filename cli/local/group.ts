import { spawn } from "node:child_process";

export interface GroupOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Kills the program and all processes that it started, at once. */
  readonly signal: AbortSignal;
}

export interface GroupResult {
  readonly code: number | null;
  readonly stdout: string;
  /** Output of both streams, in order. */
  readonly printed: string;
}

/**
 * Runs a program in its own process group, so that Ctrl-C reaches it only through the signal and no process that it
 * starts outlives it.
 *
 * @throws the signal's reason if the signal ended it, or the error that prevented its start
 */
export function runGroup(command: string, args: readonly string[], options: GroupOptions): Promise<GroupResult> {
  const { cwd, env, signal } = options;
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
    const kill = (): void => killGroup(child.pid);
    signal.addEventListener("abort", kill);
    let stdout = "";
    let printed = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => ((stdout += text), (printed += text)));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (printed += text));
    child.on("error", (error) => {
      signal.removeEventListener("abort", kill);
      reject(error);
    });
    child.on("close", (code) => {
      signal.removeEventListener("abort", kill);
      if (signal.aborted) reject(signal.reason as Error);
      else resolve({ code, stdout, printed });
    });
  });
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // the group is empty
  }
}
