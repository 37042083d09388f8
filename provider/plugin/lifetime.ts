/** When a plugin ends: told to by Terraform, or by itself when Terraform is gone. */

const PARENT_POLL_MS = 500;

/**
 * Calls `ended` once when the parent process dies. Standard input is no sign of life: a plugin inherits Terraform's own.
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
