const UNDER_WAY: ReadonlySet<string> = new Set(["Submitted", "Running", "Auditing", "Pause"]);
const FINAL: ReadonlySet<string> = new Set(["Success", "Failed", "Cancel"]);

/**
 * Whether a job or workflow run in this state has come to its end. `Submitted`, `Running`, `Auditing` and `Pause` (its
 * queue stands still) go on.
 */
export function isFinal(state: string): boolean {
  return FINAL.has(state);
}

/** Whether a job or workflow run in this state is known to go on. A state that CI has not documented is neither this nor final. */
export function isUnderWay(state: string): boolean {
  return UNDER_WAY.has(state);
}
