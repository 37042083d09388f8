/** Signals that end the command, and its exit code if they arrive before the pipeline is running. */
const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** Reason for the end of the command. */
export class Stopped extends Error {
  override readonly name = "Stopped";

  constructor(readonly exitCode: number) {
    super("stopped");
  }
}

/** Aborts at the first signal. Further signals have no effect, because the clean-up is running. */
export function stopOnSignals(): { readonly signal: AbortSignal; stop(): void; release(): void } {
  const controller = new AbortController();
  const handlers = Object.entries(SIGNALS).map(([name, exitCode]) => {
    const handler = (): void => controller.abort(new Stopped(exitCode));
    process.on(name, handler);
    return () => void process.off(name, handler);
  });
  return {
    signal: controller.signal,
    stop: () => controller.abort(new Stopped(0)),
    release: () => handlers.forEach((off) => off()),
  };
}
