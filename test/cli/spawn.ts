/** The real command line in a process of its own. */
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { COMMAND_LINE } from "../../harness/executables";

const WAIT_MS = 60_000;

export type Line = Readonly<Record<string, unknown>>;

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunContext {
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
  /** The program, in JavaScript. @default - from the current sources */
  readonly main?: string;
}

/** Runs a command to its end. */
export async function runCli(args: readonly string[], context: RunContext): Promise<Finished> {
  return new CliProcess(args, context).finished;
}

/** A command that is running. */
export class CliProcess {
  readonly child: ChildProcess;
  /** Its output, as JSON where possible. */
  readonly lines: Line[] = [];
  readonly finished: Promise<Finished>;
  #onLine: () => void = () => {};

  constructor(args: readonly string[], { cwd, env = process.env, main = COMMAND_LINE }: RunContext) {
    this.child = spawn(process.execPath, [main, ...args], { cwd, env, stdio: "pipe" });
    const output = { stdout: "", stderr: "" };
    this.child.stderr!.setEncoding("utf8").on("data", (text: string) => (output.stderr += text));
    const lines = createInterface({ input: this.child.stdout! });
    lines.on("line", (line) => {
      output.stdout += `${line}\n`;
      if (/^\{.*\}$/.test(line)) this.lines.push(JSON.parse(line) as Line);
      this.#onLine();
    });
    this.finished = new Promise((resolve, reject) => {
      this.child.on("error", reject);
      this.child.on("close", (code) => {
        resolve({ code, ...output });
        this.#onLine();
      });
    });
  }

  /** The first line after `since` that matches; fails with the whole output if none comes. */
  async line(isWanted: (line: Line) => boolean, since = 0): Promise<Line> {
    const deadline = Date.now() + WAIT_MS;
    for (;;) {
      const found = this.lines.slice(since).find(isWanted);
      if (found) return found;
      if (this.child.exitCode !== null || Date.now() > deadline) break;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 1000);
        this.#onLine = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.child.kill("SIGKILL");
    throw new Error(
      `line must come (got ${JSON.stringify(this.lines, undefined, 1)} and ${(await this.finished).stderr})`,
    );
  }

  /** Its running descendants. */
  descendants(): number[] {
    const parents = new Map(
      readdirSync("/proc")
        .filter((name) => /^\d+$/.test(name))
        .flatMap((pid) => {
          const parent = parentOf(pid);
          return parent === undefined ? [] : [[Number(pid), parent] as const];
        }),
    );
    const family = [this.child.pid!];
    for (const pid of family) for (const [child, parent] of parents) if (parent === pid) family.push(child);
    return family.slice(1);
  }
}

function parentOf(pid: string): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
  } catch {
    return undefined; // it has just ended
  }
}

/** Whether the process runs; a zombie does not. */
export function isRunning(pid: number): boolean {
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}
