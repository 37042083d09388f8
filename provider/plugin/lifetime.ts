/** A plugin ends when Terraform tells it to, or by itself when the Terraform process has ended. */

const PARENT_POLL_MS = 500;

/**
 * Calls `ended` once when the parent process dies. Standard input does not tell: a plugin inherits Terraform's.
 */
export function watchParent(ended: () => void, parent = process.ppid): void {
  const timer = setInterval(() => {
    if (process.ppid === parent && (process.platform !== "win32" || isRunning(parent))) return;
    clearInterval(timer);
    ended();
  }, PARENT_POLL_MS);
  timer.unref();
}

/** Windows gives a process no new parent, so that the number alone does not tell. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Ctrl-C reaches the whole process group; Terraform handles it and asks its plugins to stop, so they must survive it. */
export function ignoreInterrupt(): void {
  process.on("SIGINT", () => undefined);
}
