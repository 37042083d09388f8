/**
 * The program of a function's process: loads the handler, then takes one event at a time over the IPC channel. The
 * process gets the source text of `bootstrap`, which must therefore use nothing outside that function.
 */

import type * as Inspector from "node:inspector";

/** From the platform to the process. */
export interface InvokeMessage {
  readonly requestId: string;
  /** JSON. */
  readonly event: string;
  readonly context: object;
}

/** From the process to the platform. */
export type ProcessMessage =
  | { readonly type: "ready" }
  | { readonly type: "refused"; readonly code: number; readonly message: string }
  | { readonly type: "value"; readonly value: string }
  | { readonly type: "error"; readonly message: string; readonly stack: string };

/** Source text of the program. */
export function bootstrapSource(): string {
  // Some TypeScript runners insert calls of a helper `__name`, which the process does not have.
  return `const __name = (target) => target;\n(${bootstrap.toString()})();\n`;
}

function bootstrap(): void {
  type Handler = (event: unknown, context: object, callback: (error: unknown, value?: unknown) => void) => unknown;
  const send = process.send!.bind(process);
  const writeOut = process.stdout.write.bind(process.stdout);
  const writeError = process.stderr.write.bind(process.stderr);
  // Node.js queues output that does not fit into a full pipe. A killed process would lose the queue.
  for (const stream of [process.stdout, process.stderr] as { _handle?: { setBlocking?(isOn: boolean): void } }[]) {
    stream._handle?.setBlocking?.(true);
  }
  const answer = (message: ProcessMessage): void => void send(message);
  process.on("disconnect", () => process.exit(0)); // the platform has ended
  delete process.send; // the channel belongs to the platform, not to user code

  const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
  const stackOf = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));

  const [directory = "", name = "", host, port, start] = process.argv.slice(2);

  /** False if the debugger's port is in use. */
  const openDebugger = (): boolean => {
    if (port === undefined) return true;
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const inspector = require("node:inspector") as typeof Inspector;
    inspector.open(Number(port), host, start !== "run");
    if (inspector.url() !== undefined) return true;
    answer({ type: "refused", code: 438, message: `the port of the debugger must be free (got ${host}:${port})` });
    return false;
  };

  const load = (): Handler | undefined => {
    const dot = name.lastIndexOf(".");
    const path = `${directory}/${name.slice(0, dot)}`;
    try {
      // eslint-disable-next-line no-debugger -- the next step enters the code of the function
      if (start === "break") debugger;
      // eslint-disable-next-line @typescript-eslint/no-require-imports
      const handler = (require(path) as Record<string, unknown>)[name.slice(dot + 1)];
      if (typeof handler === "function") return handler as Handler;
      answer({ type: "refused", code: 437, message: `${name} is not an exported function of the code` });
    } catch (error) {
      const isMissing = (error as { code?: string }).code === "MODULE_NOT_FOUND" && textOf(error).includes(`'${path}'`);
      writeError(`${stackOf(error)}\n`);
      answer({ type: "refused", code: isMissing ? 437 : 443, message: textOf(error) });
    }
    return undefined;
  };

  const run = async (handler: Handler, { event, context }: InvokeMessage): Promise<string> => {
    const value = await new Promise<unknown>((resolve, reject) => {
      const callback = (error: unknown, result?: unknown): void => {
        if (error === null || error === undefined) resolve(result);
        else reject(error instanceof Error ? error : new Error(textOf(error)));
      };
      // A handler that takes a callback answers through it, unless it returns a promise.
      Promise.resolve()
        .then(() => handler(JSON.parse(event), context, callback))
        .then((result) => (handler.length < 3 || result !== undefined ? resolve(result) : undefined), reject);
    });
    return JSON.stringify(value) ?? "null";
  };

  const handler = openDebugger() ? load() : undefined;
  if (handler === undefined) return;
  process.on("message", (message: InvokeMessage) => {
    // This line marks the end of the call's log for the platform.
    const end = (result: ProcessMessage): void => {
      writeOut(`\n\0${message.requestId}\n`);
      writeError(`\n\0${message.requestId}\n`);
      answer(result);
    };
    run(handler, message).then(
      (value) => end({ type: "value", value }),
      (error: unknown) => end({ type: "error", message: textOf(error), stack: stackOf(error) }),
    );
  });
  answer({ type: "ready" });
}
