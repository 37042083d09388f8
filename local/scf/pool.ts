import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { bootstrapSource } from "./bootstrap";
import type { Credential } from "../options";
import { FunctionError, STATUS } from "./errors";
import type { LogStream } from "./call-log";
import type { DebugPort } from "./debug-port";
import type { Guardian } from "./guardian";
import { DebuggerMissed, Instance } from "./instance";
import { unpack } from "./unpack";

/** Settings to start processes of one version of a function. */
export interface PoolOptions {
  readonly code: Uint8Array;
  readonly handler: string;
  readonly memoryMb: number;
  readonly timeoutS: number;
  /** Variables of a process whose temporary key has this id. */
  readonly environment: (key: Credential | undefined) => Readonly<Record<string, string>>;
  /** A temporary key for a new process. @default - none */
  readonly issueKey?: () => Credential;
  /** Called when the process with a key has ended. */
  readonly revokeKey: (secretId: string) => void;
  /** Context object of a call, without its request id. */
  readonly context: object;
  /** Called for every call: when to kill its process; `undefined` for never. */
  readonly killWhen: () => "before" | "after" | undefined;
  readonly instanceLimit: number;
  /** Parent folder for the folder of the pool. */
  readonly temporaryDirectory: string;
  /** Takes the port of the function's debugger; `yieldPort` is called when another version needs it. @default - none */
  readonly takeDebugPort?: (yieldPort: () => void) => Promise<DebugPort>;
  readonly guardian?: Pick<Guardian, "add" | "remove">;
  readonly onLine: (requestId: string, stream: LogStream, text: string) => void;
}

/** The processes of one version of a function. Idle ones are reused; further ones start while all are busy. */
export class Pool {
  readonly #all = new Set<Instance>();
  readonly #idle: Instance[] = [];
  /** Processes by the id of their key. */
  readonly #byKey = new Map<string, Instance>();
  readonly #waiting: (() => void)[] = [];
  #starting = 0;
  #calls = 0;
  #folder: Promise<string> | undefined;
  #closed = false;
  /** Whether another version waits for the debugger's port. */
  #isYieldingPort = false;
  #onEmpty = (): void => {};

  constructor(private readonly options: PoolOptions) {}

  /** Number of running processes. */
  get size(): number {
    return this.#all.size;
  }

  /** The handler's result for an event, both as JSON. Rejects with a `FunctionError`. */
  async invoke(event: string, requestId: string): Promise<string> {
    this.#calls++;
    try {
      const instance = await this.#acquire(requestId);
      try {
        const killWhen = this.options.killWhen();
        const context = { ...this.options.context, request_id: requestId };
        const answer = instance.invoke({ requestId, event, context });
        if (killWhen === "before") instance.kill();
        if (killWhen === undefined) return await answer;
        await answer;
        instance.kill();
        throw new FunctionError(STATUS.processExit, "the process was killed after it had answered");
      } finally {
        this.#release(instance);
      }
    } finally {
      this.#calls--;
      if (this.#calls === 0) this.#onEmpty();
    }
  }

  /** Starts a process before the first call, so that a debugger can attach. */
  startForDebugger(): void {
    if (this.size > 0) return;
    this.#acquire("").then(
      (instance) => this.#release(instance),
      () => {}, // the reason is in the log, and the next call fails with it
    );
  }

  /** Kills the process with this key, even a busy one. */
  kill(secretId: string): void {
    this.#byKey.get(secretId)?.kill();
  }

  /** Waits for running calls, then ends all processes and removes the code. */
  async drain(): Promise<void> {
    if (this.#calls > 0) await new Promise<void>((resolve) => (this.#onEmpty = resolve));
    await this.close();
  }

  /** Ends all processes at once and removes the code. */
  async close(): Promise<void> {
    this.#closed = true;
    while (this.#waiting.length > 0) this.#wake();
    await Promise.all(
      [...this.#all].map((instance) => {
        instance.kill();
        return instance.exited;
      }),
    );
    const folder = await this.#folder?.catch(() => undefined);
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  }

  async #acquire(requestId: string): Promise<Instance> {
    for (;;) {
      if (this.#closed) throw new FunctionError(STATUS.notRunnable, "the function is being deleted");
      const idle = this.#idle.pop();
      if (idle && !idle.isAlive) continue; // killed, but not exited yet
      if (idle) return idle;
      if (this.#all.size + this.#starting < this.options.instanceLimit) return this.#start(requestId);
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  async #start(requestId: string): Promise<Instance> {
    this.#starting++;
    let folder: string;
    let debugPort: DebugPort | undefined;
    try {
      this.#folder ??= this.#unpack();
      folder = await this.#folder;
      debugPort = await this.options.takeDebugPort?.(this.#yieldDebugPort);
    } finally {
      this.#starting--;
      this.#wake(); // if this fails, the slot is free again
    }
    if (this.#closed || (this.#isYieldingPort && this.#calls === 0)) {
      this.#isYieldingPort = false;
      debugPort?.release();
      throw new FunctionError(STATUS.notRunnable, "the function is being deleted");
    }
    const { handler, memoryMb, timeoutS, environment, issueKey, revokeKey, guardian, onLine } = this.options;
    const key = issueKey?.();
    let instance: Instance;
    try {
      instance = new Instance({
        directory: join(folder, "code"),
        bootstrapFile: join(folder, "bootstrap.cjs"),
        handler,
        memoryMb,
        timeoutS: debugPort ? Infinity : timeoutS,
        debugPort,
        environment: { ...environment(key), HOME: join(folder, "tmp"), TMPDIR: join(folder, "tmp") },
        requestId,
        onLine,
      });
    } catch (error) {
      // Node.js refuses an environment that is too large, or has a NUL.
      debugPort?.release();
      if (key) revokeKey(key.secretId);
      throw error;
    }
    const { pid } = instance;
    if (pid !== undefined) guardian?.add(pid);
    this.#all.add(instance);
    if (key) this.#byKey.set(key.secretId, instance);
    void instance.exited.then(() => {
      if (pid !== undefined) guardian?.remove(pid);
      debugPort?.release();
      if (key) {
        this.#byKey.delete(key.secretId);
        revokeKey(key.secretId);
      }
      this.#onExit(instance);
    });
    try {
      await instance.loaded;
    } catch (error) {
      if (error instanceof DebuggerMissed) return this.#acquire(requestId);
      throw error;
    }
    return instance;
  }

  /** Frees the debugger's port for another version: ends the process, after its call if one runs. */
  readonly #yieldDebugPort = (): void => {
    this.#isYieldingPort = this.#calls > 0 || this.size === 0;
    if (!this.#isYieldingPort) for (const instance of this.#all) instance.kill();
  };

  async #unpack(): Promise<string> {
    const folder = await mkdtemp(join(this.options.temporaryDirectory, "function-"));
    await Promise.all([mkdir(join(folder, "code")), mkdir(join(folder, "tmp"))]);
    await writeFile(join(folder, "bootstrap.cjs"), bootstrapSource());
    try {
      await unpack(this.options.code, join(folder, "code"));
    } catch (error) {
      throw new FunctionError(STATUS.handlerNotFound, (error as Error).message);
    }
    return folder;
  }

  #release(instance: Instance): void {
    if (this.#isYieldingPort) instance.kill();
    this.#isYieldingPort = false;
    if (instance.isAlive) this.#idle.push(instance);
    this.#wake();
  }

  #onExit(instance: Instance): void {
    this.#all.delete(instance);
    const index = this.#idle.indexOf(instance);
    if (index >= 0) this.#idle.splice(index, 1);
    this.#wake();
  }

  #wake(): void {
    this.#waiting.shift()?.();
  }
}
