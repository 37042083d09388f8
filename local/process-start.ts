import { readFileSync } from "node:fs";

/** Position of the start time after the name of the program; see `man 5 proc_pid_stat`. */
const START_FIELD = 19;

/**
 * Start time of a process, as text. Distinguishes processes with the same id: a container may give each run the same id.
 * `undefined` if the process does not exist or the system does not report it.
 */
export function processStart(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[START_FIELD];
  } catch {
    return undefined;
  }
}

/** Whether a process runs and, if both start times are known, started at this time. */
export function isSameProcess(pid: number, start: string | undefined): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false; // no such process, or one of another user that reuses the id
  }
  const now = processStart(pid);
  return start === undefined || now === undefined || now === start;
}
