import { shortId } from "../ids";
import type { Credential } from "../options";
import { FunctionError, STATUS } from "./errors";
import type { Logs } from "./logs";
import type { FunctionConfig, FunctionName, FunctionVersion, ScfFunction } from "./model";
import { Pool } from "./pool";
import { resolveVersion } from "./qualifier";

/** A synchronous call carries, and gets, at most this much. */
export const MAX_PAYLOAD_BYTES = 6 * 1024 * 1024;

/** What functions need of the cloud around them. */
export interface FunctionsOptions {
  readonly appId: string;
  readonly instanceLimit: number;
  readonly temporaryDirectory: string;
  readonly logs: Logs;
  /** Address of the API endpoint, where a real function would use the services' own names. */
  endpoint(): string;
  /** A temporary key for an execution role. */
  issueCredential(role: string): Credential;
  /** No longer accepts a key that was issued. */
  revokeCredential?(secretId: string): void;
  /** Asked for every call of a function: whether its process is to be killed. @default - never */
  killWhen?(functionName: string): "before" | "after" | undefined;
}

/** The account's functions. */
export class Functions {
  readonly #functions = new Map<string, ScfFunction>();
  readonly #closing = new Set<Promise<void>>();

  constructor(private readonly options: FunctionsOptions) {}

  all(): ScfFunction[] {
    return [...this.#functions.values()];
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
      latest: this.#version(name, "$LATEST", config, code),
      lastVersion: 0,
      published: new Map(),
      aliases: new Map(),
      provisioned: new Map(),
      eventInvoke: { msgTtl: 21_600, retryNum: 2 },
    };
    this.#functions.set(keyOf(name), created);
    return created;
  }

  /** Puts new configuration or code live; calls that run end in the old processes. */
  update(target: ScfFunction, config: FunctionConfig, code: Uint8Array): void {
    const old = target.latest;
    target.latest = this.#version(target, "$LATEST", config, code);
    this.#close(old.pool.drain());
  }

  /**
   * Puts other code in the place of code that is live, published versions included, which no real cloud does. Gives the
   * number of functions that had it.
   */
  replaceCode(isOld: (code: Uint8Array) => boolean, code: Uint8Array): number {
    const targets = this.all().filter(({ latest, published }) =>
      [latest, ...published.values()].some((version) => isOld(version.code)),
    );
    for (const target of targets) {
      if (isOld(target.latest.code)) this.update(target, target.latest.config, code);
      for (const { version, config, code: old, pool } of target.published.values()) {
        if (!isOld(old)) continue;
        target.published.set(version, this.#version(target, version, config, code));
        this.#close(pool.drain());
      }
    }
    return targets.length;
  }

  /** Makes a version of what is live now; versions count up from 1 and are never used again. */
  publish(target: ScfFunction): FunctionVersion {
    const { config, code } = target.latest;
    const number = String(++target.lastVersion);
    const version = this.#version(target, number, config, code);
    target.published.set(number, version);
    return version;
  }

  /** Drops a version; calls that run end in its processes. */
  unpublish(target: ScfFunction, version: string): void {
    const old = target.published.get(version);
    target.published.delete(version);
    target.provisioned.delete(version);
    if (old) this.#close(old.pool.drain());
  }

  delete(target: ScfFunction): void {
    this.#functions.delete(keyOf(target));
    for (const { pool } of [target.latest, ...target.published.values()]) this.#close(pool.close());
  }

  /** @throws FunctionError when there is no such function, or no such version of it */
  versionOf(name: FunctionName, qualifier: string): FunctionVersion {
    const target = this.find(name);
    if (!target) throw new FunctionError(STATUS.notFound, `function ${name.name} does not exist`);
    return resolveVersion(target, qualifier);
  }

  /** The value, as JSON, that a version of the function returns for an event. Rejects with a `FunctionError`. */
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

  #close(closing: Promise<void>): void {
    this.#closing.add(closing);
    void closing.finally(() => this.#closing.delete(closing));
  }

  #version(name: FunctionName, version: string, config: FunctionConfig, code: Uint8Array): FunctionVersion {
    const { instanceLimit, temporaryDirectory, logs } = this.options;
    const { role } = config;
    const pool = new Pool({
      code,
      handler: config.handler,
      memoryMb: config.memoryMb,
      timeoutS: config.timeoutS,
      environment: (key) => this.#environment(name, version, config, key),
      issueKey: role === undefined ? undefined : () => this.options.issueCredential(role),
      revokeKey: (secretId) => this.options.revokeCredential?.(secretId),
      context: {
        function_name: name.name,
        function_version: version,
        namespace: name.namespace,
        memory_limit_in_mb: config.memoryMb,
        time_limit_in_ms: config.timeoutS * 1000,
        tencentcloud_region: name.region,
        tencentcloud_appid: this.options.appId,
        environment: JSON.stringify(config.environment),
      },
      killWhen: () => this.options.killWhen?.(name.name),
      instanceLimit,
      temporaryDirectory,
      onLine: (requestId, stream, text) => {
        logs.add({ namespace: name.namespace, functionName: name.name, version, requestId, stream, text });
      },
    });
    return { version, config, code, pool };
  }

  /** The variables of a function's process: those that SCF sets, and the configured ones. */
  #environment(
    name: FunctionName,
    version: string,
    config: FunctionConfig,
    key: Credential | undefined,
  ): Record<string, string> {
    return {
      PATH: "/usr/local/bin:/usr/bin:/bin",
      ...(key && {
        TENCENTCLOUD_SECRETID: key.secretId,
        TENCENTCLOUD_SECRETKEY: key.secretKey,
        TENCENTCLOUD_SESSIONTOKEN: key.token ?? "",
      }),
      ...config.environment,
      SCF_FUNCTIONNAME: name.name,
      SCF_FUNCTIONVERSION: version,
      SCF_NAMESPACE: name.namespace,
      SCF_RUNTIME: config.runtime,
      TENCENTCLOUD_APPID: this.options.appId,
      TENCENTCLOUD_REGION: name.region,
      TENCENTCLOUD_RUNENV: "SCF",
      TENCENTCI_ENDPOINT: this.options.endpoint(),
    };
  }
}

function keyOf({ region, namespace, name }: FunctionName): string {
  return [region, namespace, name].join("/");
}
