const FINAL: ReadonlySet<string> = new Set(["Success", "Failed", "Cancel"]);

/**
 * Whether a job or workflow run in this state has come to its end. `Submitted`, `Running`, `Auditing` and `Pause` (its
 * queue stands still) go on.
 */
export function isFinal(state: string): boolean {
  return FINAL.has(state);
}
