import { shortId } from "../ids";
import { FunctionError, STATUS } from "./errors";
import type { FunctionConfig, FunctionName, FunctionVersion, ScfFunction } from "./model";
import type { Pool } from "./pool";
import { resolveVersion } from "./qualifier";
import { createVersion } from "./version";
import type { FunctionsOptions } from "./version";

/** Largest event, and largest result, of a synchronous call. */
export const MAX_PAYLOAD_BYTES = 6 * 1024 * 1024;

/** The account's functions. */
export class Functions {
  readonly #functions = new Map<string, ScfFunction>();
  readonly #closing = new Set<Promise<void>>();

  constructor(private readonly options: FunctionsOptions) {}

  all(): ScfFunction[] {
    return [...this.#functions.values()];
  }

  /** The live code packages: those of the latest code and of published versions. */
  codes(): Uint8Array[] {
    return this.all().flatMap(({ latest, published }) => [latest, ...published.values()].map(({ code }) => code));
  }

  find(name: FunctionName): ScfFunction | undefined {
    return this.#functions.get(keyOf(name));
  }

  create(name: FunctionName, config: FunctionConfig, code: Uint8Array): ScfFunction {
    const created: ScfFunction = {
      region: name.region,
      namespace: name.namespace,
      name: name.name,
      functionId: shortId("lam"),
      latest: createVersion(this.options, name, "$LATEST", config, code),
      lastVersion: 0,
      published: new Map(),
      aliases: new Map(),
      isPublishing: false,
      provisioned: new Map(),
      eventInvoke: { msgTtl: 21_600, retryNum: 2 },
    };
    this.#functions.set(keyOf(name), created);
    this.options.onCode?.(name, code);
    return created;
  }

  /** Starts a process of each function for a debugger, in the version that callbacks call. */
  startForDebugger(): void {
    for (const target of this.all()) {
      const [alias = "$LATEST"] = target.aliases.keys();
      resolveVersion(target, alias).pool.startForDebugger();
    }
  }

  /** Changes configuration or code; running calls finish in the old processes. */
  update(target: ScfFunction, config: FunctionConfig, code: Uint8Array): void {
    const old = target.latest;
    target.latest = createVersion(this.options, target, "$LATEST", config, code);
    this.#replace(old.pool, target.latest.pool);
    this.options.onCode?.(target, code);
  }

  /**
   * Replaces live code, even in published versions; no real cloud can do this. Returns the number of functions that had
   * the code.
   */
  replaceCode(isOld: (code: Uint8Array) => boolean, code: Uint8Array): number {
    const targets = this.all().filter(({ latest, published }) =>
      [latest, ...published.values()].some((version) => isOld(version.code)),
    );
    for (const target of targets) {
      if (isOld(target.latest.code)) this.update(target, target.latest.config, code);
      for (const { version, config, code: old, pool } of target.published.values()) {
        if (!isOld(old)) continue;
        const renewed = createVersion(this.options, target, version, config, code);
        target.published.set(version, renewed);
        this.#replace(pool, renewed.pool);
      }
    }
    return targets.length;
  }

  /**
   * Creates the same functions in another account, with their versions and aliases, but separate processes.
   *
   * @param codeOf code that replaces a function's own in every version; `undefined` keeps its own
   */
  copyTo(account: Functions, codeOf: (name: FunctionName) => Uint8Array | undefined): void {
    for (const { latest, published, aliases, eventInvoke, ...target } of this.all()) {
      const newCode = codeOf(target);
      const copy = account.create(target, latest.config, newCode ?? latest.code);
      for (const [number, { config, code }] of published) {
        copy.published.set(number, createVersion(account.options, target, number, config, newCode ?? code));
      }
      for (const [alias, version] of aliases) copy.aliases.set(alias, version);
      copy.eventInvoke = eventInvoke;
    }
  }

  /** Publishes the current code and configuration. Versions count up from 1 and are never reused. */
  publish(target: ScfFunction): FunctionVersion {
    const { config, code } = target.latest;
    const number = String(++target.lastVersion);
    const version = createVersion(this.options, target, number, config, code);
    target.published.set(number, version);
    return version;
  }

  /** Deletes a version; running calls finish in its processes. */
  unpublish(target: ScfFunction, version: string): void {
    const old = target.published.get(version);
    target.published.delete(version);
    target.provisioned.delete(version);
    if (old) this.#close(old.pool.drain());
  }

  delete(target: ScfFunction): void {
    this.#functions.delete(keyOf(target));
    this.options.onDelete?.(target);
    for (const { pool } of [target.latest, ...target.published.values()]) this.#close(pool.close());
  }

  /** @throws FunctionError when the function does not exist, or no such version of it */
  versionOf(name: FunctionName, qualifier: string): FunctionVersion {
    const target = this.find(name);
    if (!target) throw new FunctionError(STATUS.notFound, `function ${name.name} does not exist`);
    return resolveVersion(target, qualifier);
  }

  /** Calls a version of a function and returns its result as JSON. Rejects with a `FunctionError`. */
  async invoke(name: FunctionName, qualifier: string, event: string, requestId: string): Promise<string> {
    if (Buffer.byteLength(event) > MAX_PAYLOAD_BYTES) {
      throw new FunctionError(STATUS.requestTooLarge, `the event must be at most ${MAX_PAYLOAD_BYTES} bytes`);
    }
    const { config, pool } = this.versionOf(name, qualifier);
    if (config.type !== "Event" || !config.runtime.startsWith("Nodejs")) {
      const got = `${config.type} function, runtime ${config.runtime}`;
      throw new FunctionError(STATUS.notRunnable, `the local cloud runs Event functions on Node.js (got ${got})`);
    }
    const value = await pool.invoke(event, requestId);
    if (Buffer.byteLength(value) > MAX_PAYLOAD_BYTES) {
      throw new FunctionError(STATUS.responseTooLarge, "The size of response exceeds the upper limit (6MB)");
    }
    return value;
  }

  /** Kills the process that has this key, if there is one. */
  kill(secretId: string): void {
    for (const { latest, published } of this.all()) {
      for (const { pool } of [latest, ...published.values()]) pool.kill(secretId);
    }
  }

  async close(): Promise<void> {
    for (const target of this.all()) this.delete(target);
    await Promise.all(this.#closing);
  }

  /** With debuggers, starts the new code at once, so that a debugger attaches before the next call. */
  #replace(old: Pool, renewed: Pool): void {
    if (this.options.debuggers && old.size > 0) renewed.startForDebugger();
    this.#close(old.drain());
  }

  #close(closing: Promise<void>): void {
    this.#closing.add(closing);
    void closing.finally(() => this.#closing.delete(closing));
  }
}

function keyOf({ region, namespace, name }: FunctionName): string {
  return [region, namespace, name].join("/");
}
