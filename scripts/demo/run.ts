import { spawn } from "node:child_process";

export interface RunOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Exit codes that are not failures. @default [0] */
  readonly accept?: readonly number[];
}

export interface RunResult {
  readonly code: number;
  readonly stdout: string;
}

/** Runs a program to its end. Throws with its output if its exit code is not accepted or it cannot be started. */
export function run(command: string, args: readonly string[], options: RunOptions): Promise<RunResult> {
  const { cwd, env, accept = [0] } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
    let stdout = "";
    let printed = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => ((stdout += text), (printed += text)));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (printed += text));
    child.on("error", (cause: NodeJS.ErrnoException) => {
      const advice = cause.code === "ENOENT" ? `${command} is not on PATH; install it and run again` : cause.message;
      reject(new Error(`Cannot run ${command}: ${advice}`, { cause }));
    });
    child.on("close", (code) => {
      if (code !== null && accept.includes(code)) return resolve({ code, stdout });
      reject(new Error(`${command} ${args.join(" ")} ended with exit code ${code}:\n${printed.trim()}`));
    });
  });
}
