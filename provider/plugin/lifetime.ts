/** A plugin ends at Terraform's request, or when the Terraform process has ended. */

const PARENT_POLL_MS = 500;

/**
 * Calls `ended` once when the parent process dies. Standard input does not show this: the plugin inherits Terraform's.
 */
export function watchParent(ended: () => void, parent = process.ppid): void {
  const timer = setInterval(() => {
    if (process.ppid === parent && (process.platform !== "win32" || isRunning(parent))) return;
    clearInterval(timer);
    ended();
  }, PARENT_POLL_MS);
  timer.unref();
}

/** On Windows the parent id never changes, so the process is checked too. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Ctrl-C reaches the whole process group. Plugins must survive it: Terraform then asks them to stop. */
export function ignoreInterrupt(): void {
  process.on("SIGINT", () => undefined);
}
