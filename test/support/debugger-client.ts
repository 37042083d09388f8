/** A debugger that attaches to a process of Node.js, as an editor does. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { generatedPositionFor, LEAST_UPPER_BOUND, TraceMap } from "@jridgewell/trace-mapping";
import { expect, onTestFinished } from "vitest";
import { WebSocket } from "ws";

const WAIT_MS = 60_000;

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

/** A loaded script. */
interface Script {
  readonly url: string;
  readonly sourceMapURL: string;
}

/** @see https://chromedevtools.github.io/devtools-protocol/v8/Debugger/ */
export class DebuggerClient {
  /** Received events, oldest first. */
  readonly events: Message[] = [];
  readonly #answers = new Map<number, (message: Message) => void>();
  #lastId = 0;

  private constructor(private readonly socket: WebSocket) {
    socket.on("message", (data: Buffer) => {
      const message = JSON.parse(data.toString()) as Message;
      if (message.id === undefined) this.events.push(message);
      else this.#answers.get(message.id)?.(message);
    });
  }

  /**
   * Attaches to the process that listens there, as soon as one does.
   *
   * @param prepare what the debugger does before a process that waits for it goes on
   */
  static async attach(
    address: string,
    prepare: (client: DebuggerClient) => Promise<void> = () => Promise.resolve(),
  ): Promise<DebuggerClient> {
    let client: DebuggerClient | undefined;
    await expect
      .poll(async () => (client = await tryAttach(address)) !== undefined, { timeout: WAIT_MS, interval: 50 })
      .toBe(true);
    onTestFinished(() => client!.close());
    await client!.call("Debugger.enable");
    await prepare(client!);
    await client!.call("Runtime.runIfWaitingForDebugger");
    return client!;
  }

  static async open(url: string): Promise<DebuggerClient> {
    const socket = new WebSocket(url);
    const client = new DebuggerClient(socket);
    await new Promise((resolve, reject) => socket.once("open", resolve).once("error", reject));
    socket.on("error", () => {}); // the process may be killed
    return client;
  }

  async call(method: string, params: object = {}): Promise<unknown> {
    const id = ++this.#lastId;
    const answer = new Promise<Message>((resolve) => this.#answers.set(id, resolve));
    this.socket.send(JSON.stringify({ id, method, params }));
    const { result, error } = await answer;
    if (error) throw new Error(`${method}: ${error.message}`);
    return result;
  }

  /** The first event with this name. */
  async event(method: string): Promise<NonNullable<Message["params"]>> {
    const found = (): Message | undefined => this.events.find((event) => event.method === method);
    await expect.poll(found, { timeout: WAIT_MS, interval: 20 }).toBeDefined();
    return found()!.params ?? {};
  }

  /** Sets a breakpoint at a line of a source file, through the source map of a script that is loaded. */
  async breakAt(file: string, line: number): Promise<void> {
    const scripts = (): Script[] =>
      this.events
        .filter(({ method }) => method === "Debugger.scriptParsed")
        .map(({ params }) => params as unknown as Script)
        .filter(({ url, sourceMapURL }) => url.startsWith("file:") && sourceMapURL !== "");
    await expect.poll(() => scripts().length, { timeout: WAIT_MS }).toBeGreaterThan(0);
    for (const { url, sourceMapURL } of scripts()) {
      const path = join(dirname(fileURLToPath(url)), sourceMapURL);
      if (!existsSync(path)) continue;
      const map = new TraceMap(readFileSync(path, "utf8"));
      const source = map.sources.find((_, index) => resolve(dirname(path), map.resolvedSources[index] ?? "") === file);
      if (source === undefined || source === null) continue;
      const generated = generatedPositionFor(map, { source, line, column: 0, bias: LEAST_UPPER_BOUND });
      if (generated.line === null) continue;
      await this.call("Debugger.setBreakpointByUrl", {
        url,
        lineNumber: generated.line - 1,
        columnNumber: generated.column,
      });
      return;
    }
    throw new Error(`a loaded script must come from line ${line} of ${file} (got ${JSON.stringify(scripts())})`);
  }

  close(): void {
    this.socket.terminate();
  }
}

/** Undefined if no process listens there. */
async function tryAttach(address: string): Promise<DebuggerClient | undefined> {
  try {
    const list = (await (await fetch(`http://${address}/json/list`)).json()) as { webSocketDebuggerUrl: string }[];
    return await DebuggerClient.open(list[0]!.webSocketDebuggerUrl);
  } catch {
    return undefined;
  }
}
