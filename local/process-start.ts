import { readFileSync } from "node:fs";

/** Position of the start time after the name of the program; see `man 5 proc_pid_stat`. */
const START_FIELD = 19;

/**
 * When a process started, as a text that no other process with the same id has: a container may give each run the same
 * process id. `undefined` if the process does not exist or the system does not tell.
 */
export function processStart(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[START_FIELD];
  } catch {
    return undefined;
  }
}

/** Whether a process runs, and is the one that started at this time if the time is known. */
export function isSameProcess(pid: number, start: string | undefined): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false; // a process that may not be signalled belongs to another user: the id was reused
  }
  const now = processStart(pid);
  return start === undefined || now === undefined || now === start;
}
