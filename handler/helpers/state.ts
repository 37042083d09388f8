const UNDER_WAY: ReadonlySet<string> = new Set(["Submitted", "Running", "Auditing", "Pause"]);
const FINAL: ReadonlySet<string> = new Set(["Success", "Failed", "Cancel"]);

/**
 * Whether this is a final state of a job or workflow run. `Submitted`, `Running`, `Auditing` and `Pause` (the
 * queue is paused) are not final.
 */
export function isFinal(state: string): boolean {
  return FINAL.has(state);
}

/** Whether this is a documented state that is not final. An undocumented state is neither this nor final. */
export function isUnderWay(state: string): boolean {
  return UNDER_WAY.has(state);
}
