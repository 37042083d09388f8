import { readFileSync } from "node:fs";

const KILOBYTE = 1024;

/**
 * Resident memory of a process in bytes, without mapped files: the program of Node.js itself does not count.
 * `undefined` if the system does not report it.
 *
 * @see https://man7.org/linux/man-pages/man5/proc_pid_status.5.html `RssAnon` and `RssShmem`
 */
export function residentBytes(pid: number): number | undefined {
  let status: string;
  try {
    status = readFileSync(`/proc/${pid}/status`, "utf8");
  } catch {
    return undefined;
  }
  const fields = [...status.matchAll(/^Rss(?:Anon|Shmem):\s+(\d+) kB$/gm)];
  return fields.length === 0 ? undefined : fields.reduce((sum, [, size]) => sum + Number(size) * KILOBYTE, 0);
}
