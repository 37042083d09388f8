/** Ports on which debuggers attach to functions. A function has one process with a debugger, and one port. */
import { freePort } from "../free-port";
import type { InspectOptions } from "../options";
import type { DebugPort } from "./debug-port";
import type { FunctionName } from "./model";

const ATTACH_MS = 10_000;
const LAST_PORT = 65_535;

/** The port of one function. */
interface Entry {
  readonly port: Promise<number>;
  wasAttached: boolean;
  /** Asks the process that has the port to end as soon as it has no call. */
  yieldPort: () => void;
  /** Resolves when no process has the port. */
  released: Promise<void>;
}

export class Debuggers {
  readonly #entries = new Map<string, Entry>();
  #lastPort: Promise<number>;

  constructor(private readonly options: InspectOptions) {
    this.#lastPort = Promise.resolve(options.port - 1);
  }

  /** Address of the debugger of a function; it never changes. */
  async addressOf(name: FunctionName): Promise<string> {
    const { host } = this.options;
    return `${host.includes(":") ? `[${host}]` : host}:${await this.#entryOf(name).port}`;
  }

  /**
   * Waits until no other process of the function has the port.
   *
   * @param yieldPort called when another version of the function needs the port; identical for all processes of a version
   */
  async take(name: FunctionName, yieldPort: () => void): Promise<DebugPort> {
    const entry = this.#entryOf(name);
    if (entry.yieldPort !== yieldPort) entry.yieldPort();
    entry.yieldPort = yieldPort;
    const previous = entry.released;
    let release = (): void => {};
    entry.released = new Promise((resolve) => (release = resolve));
    await previous;
    const { host, isBreaking, attachMs = ATTACH_MS } = this.options;
    return {
      host,
      port: await entry.port,
      start: isBreaking ? "break" : entry.wasAttached ? "wait" : "run",
      attachMs,
      onAttached: () => void (entry.wasAttached = true),
      onMissed: () => void (entry.wasAttached = false),
      release,
    };
  }

  #entryOf({ region, namespace, name }: FunctionName): Entry {
    const key = [region, namespace, name].join("/");
    const existing = this.#entries.get(key);
    if (existing) return existing;
    const entry: Entry = {
      port: this.#nextPort(),
      wasAttached: false,
      yieldPort: () => {},
      released: Promise.resolve(),
    };
    this.#entries.set(key, entry);
    return entry;
  }

  #nextPort(): Promise<number> {
    const { host, port } = this.options;
    if (port === 0) return freePort(0, host);
    return (this.#lastPort = this.#lastPort.then(async (last) => {
      for (let next = last + 1; next < LAST_PORT; next++) {
        const free = await freePort(next, host).catch(() => undefined);
        if (free !== undefined) return free;
      }
      return LAST_PORT;
    }));
  }
}
