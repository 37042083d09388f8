/** Signals that end the command, and its exit code when they come before the pipeline is up. */
const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** Why the command ends. */
export class Stopped extends Error {
  override readonly name = "Stopped";

  constructor(readonly exitCode: number) {
    super("stopped");
  }
}

/** Aborts at the first signal; further ones change nothing, since all is being cleaned up. */
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
