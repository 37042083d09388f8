/** A child process of a measurement: it reports its port and its cost so far. */
import { fork } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { join } from "node:path";

export interface Child {
  readonly port: number;
  /** Microseconds of CPU time, of all threads, since the process started. */
  cpuUs(): Promise<number>;
  stop(): void;
}

/** Starts a program of this folder, which calls `report` once it listens. */
export async function startChild(file: string, args: readonly string[]): Promise<Child> {
  const child = fork(join(__dirname, file), args);
  const port = await next(child);
  return {
    port,
    cpuUs() {
      child.send("cpu");
      return next(child);
    },
    stop: () => child.disconnect(),
  };
}

function next(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null): void => reject(new Error(`a server ended (exit code ${code})`));
    child.once("exit", onExit);
    child.once("message", (value) => {
      child.off("exit", onExit);
      resolve(value as number);
    });
  });
}

/** Called in the child process: reports to `startChild`. */
export function report(port: number): void {
  process.send?.(port);
  process.on("message", () => {
    const { user, system } = process.cpuUsage();
    process.send?.(user + system);
  });
  process.on("disconnect", () => process.exit(0));
}
