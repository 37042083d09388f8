/** The debugger's port, which a process holds until it ends. */
export interface DebugPort {
  readonly host: string;
  readonly port: number;
  /**
   * `run`: loads the code at once. `wait`: waits for a debugger first, since the debugger of the previous process attaches
   * again. `break`: waits, and stops at the first line of the code.
   */
  readonly start: "run" | "wait" | "break";
  /** Milliseconds for which it waits after new code. */
  readonly attachMs: number;
  /** Called when a debugger has attached. */
  onAttached(): void;
  /** Called when no debugger attached again in time. */
  onMissed(): void;
  /** Called when the process has ended. */
  release(): void;
}
