/** The port of a process, until the process has ended. */
export interface DebugPort {
  readonly host: string;
  readonly port: number;
  /**
   * What the process does before it loads the code: nothing; wait for a debugger; wait, and stop at the code's first
   * line. A process waits if a debugger was attached to the one before: it comes back and sets its breakpoints.
   */
  readonly start: "run" | "wait" | "break";
  /** Milliseconds for which it waits after new code. */
  readonly attachMs: number;
  /** A debugger has attached. */
  attached(): void;
  /** No debugger came back. */
  missed(): void;
  /** The process has ended. */
  release(): void;
}
