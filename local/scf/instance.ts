import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import type { Readable } from "node:stream";
import type { InvokeMessage, ProcessMessage } from "./bootstrap";
import { CallLog, readLines } from "./call-log";
import type { LogStream } from "./call-log";
import type { DebugPort } from "./debug-port";
import { FunctionError, STATUS } from "./errors";
import { residentBytes } from "./resident-memory";

/** The platform's own limit for loading the code. */
const INIT_TIMEOUT_MS = 65_000;
/** Maximum time that a call's result waits for the last log lines. */
const LOG_GRACE_MS = 2000;
/** Lines of Node.js about its debugger, which are not output of the code. */
const DEBUGGER_LINE =
  /^(Debugger (listening on|ending on|attached)|For help, see: https:\/\/nodejs\.org\/|Waiting for the debugger)/;
/** Interval between two memory checks while a call runs. */
const MEMORY_CHECK_MS = 100;
const MEGABYTE = 1024 * 1024;

const MEMORY_LIMIT = "the memory limit was reached";

export interface InstanceOptions {
  /** Folder of the unpacked code. */
  readonly directory: string;
  /** File with `bootstrapSource`. */
  readonly bootstrapFile: string;
  readonly handler: string;
  readonly memoryMb: number;
  /** `Infinity` for no time-outs. */
  readonly timeoutS: number;
  /** Port for a debugger. @default - none */
  readonly debugPort?: DebugPort;
  /** The complete environment of the process. */
  readonly environment: Readonly<Record<string, string>>;
  /** The call that the process is started for. */
  readonly requestId: string;
  /** Called for every line that the process writes. */
  readonly onLine: (requestId: string, stream: LogStream, text: string) => void;
}

/** No debugger has attached again to a process that waits for it. */
export class DebuggerMissed extends Error {
  override readonly name = "DebuggerMissed";
}

/** One process of a function. It takes one call at a time. */
export class Instance {
  /** Resolves when the code is loaded; rejects with the reason if it cannot be loaded. */
  readonly loaded: Promise<void>;
  /** Resolves when the process has ended. */
  readonly exited: Promise<void>;
  readonly #child: ChildProcess;
  readonly #timeoutS: number;
  readonly #memoryBytes: number;
  #log: CallLog;
  #openLogs = 0;
  #onLogEnd = (): void => {};
  #sawOutOfMemory = false;
  #killed = false;
  #hasDebugger = false;
  /** Settles the pending promise: first that of loading, then that of the current call. */
  #settle: (outcome: ProcessMessage | FunctionError | DebuggerMissed) => void = () => {};

  constructor(private readonly options: InstanceOptions) {
    const { debugPort } = options;
    const args = [
      `--max-old-space-size=${options.memoryMb}`,
      options.bootstrapFile,
      options.directory,
      options.handler,
      ...(debugPort ? [debugPort.host, String(debugPort.port), debugPort.start] : []),
    ];
    this.#log = this.#logOf(options.requestId);
    this.#timeoutS = options.timeoutS;
    this.#memoryBytes = options.memoryMb * MEGABYTE;
    // A process group of its own, so that processes that the code starts end with it.
    this.#child = spawn(process.execPath, args, {
      cwd: options.directory,
      env: options.environment,
      detached: true,
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    for (const stream of ["stdout", "stderr"] as const) {
      readLines(
        this.#child[stream] as Readable,
        (text) => {
          if (debugPort && DEBUGGER_LINE.test(text)) return this.#onDebuggerLine(text);
          this.#sawOutOfMemory ||= text.includes("JavaScript heap out of memory");
          this.#log.add(stream, text);
        },
        () => {
          this.#openLogs--;
          if (this.#openLogs === 0) this.#onLogEnd();
        },
      );
    }
    this.#child.on("message", (message) => this.#settle(message as ProcessMessage));
    // Processes that the code started may keep its streams open, which delays "close" after the process has ended.
    this.#child.on("exit", () => this.#killGroup());
    this.exited = new Promise((resolve) => {
      this.#child.on("close", (code, signal) => {
        this.#log.end();
        this.#settle(this.#exitError(code, signal));
        resolve();
      });
      this.#child.on("error", (error) => {
        this.#settle(new FunctionError(STATUS.notRunnable, error.message));
        if (this.#child.pid === undefined) resolve();
      });
    });
    const initMs = debugPort ? Infinity : INIT_TIMEOUT_MS;
    if (debugPort?.start === "wait") setTimeout(() => this.#onDebuggerMissed(), debugPort.attachMs).unref();
    this.loaded = this.#nextMessage(initMs, STATUS.initTimeout, "the code took too long to load")
      .then((message) => {
        if (message.type === "refused") throw new FunctionError(message.code, message.message);
      })
      .catch(this.#killAfterFailure);
    this.loaded.catch(() => {});
  }

  /** Id of the process, and of its group; undefined if it could not be started. */
  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** False once the process has ended or is ending. */
  get isAlive(): boolean {
    return !this.#killed && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** The handler's result for an event, as JSON. An instance that does not answer in time is killed. */
  async invoke(message: InvokeMessage): Promise<string> {
    this.#log.end();
    this.#log = this.#logOf(message.requestId);
    this.#openLogs = 2;
    const limit = `Invoking task timed out after ${this.#timeoutS} seconds`;
    const outcome = this.#nextMessage(this.#timeoutS * 1000, STATUS.timeLimit, limit);
    this.#child.send(message, (error) => {
      if (error) this.#settle(new FunctionError(STATUS.processExit, error.message));
    });
    const checks = setInterval(() => this.#checkMemory(), MEMORY_CHECK_MS);
    const answer = await outcome.finally(() => clearInterval(checks)).catch(this.#killAfterFailure);
    await this.#logEnd();
    if (answer.type === "value") return answer.value;
    if (answer.type === "error") throw new FunctionError(STATUS.userException, answer.message, answer.stack);
    throw new FunctionError(STATUS.userCode, `the process sent an unexpected message ${answer.type}`);
  }

  /** Ends the process and everything that it started. */
  kill(): void {
    if (!this.isAlive) return;
    this.#killed = true;
    this.#killGroup();
    this.#child.kill("SIGKILL"); // the group may not exist yet
  }

  /** Ends the process and waits for its last lines, so that the log is complete before the call fails. */
  readonly #killAfterFailure = async (error: unknown): Promise<never> => {
    this.kill();
    await waitAtMost(this.exited, LOG_GRACE_MS);
    throw error;
  };

  #logOf(requestId: string): CallLog {
    return new CallLog((stream, text) => this.options.onLine(requestId, stream, text));
  }

  #onDebuggerLine(text: string): void {
    if (!text.startsWith("Debugger attached")) return;
    this.#hasDebugger = true;
    this.options.debugPort?.onAttached();
  }

  #onDebuggerMissed(): void {
    if (this.#hasDebugger || !this.isAlive) return;
    this.options.debugPort?.onMissed();
    this.#settle(new DebuggerMissed());
    this.kill();
  }

  /** The platform counts all memory of a process, of which V8's heap is a part. */
  #checkMemory(): void {
    const bytes = this.#child.pid === undefined ? undefined : residentBytes(this.#child.pid);
    if (bytes === undefined || bytes <= this.#memoryBytes) return;
    this.#settle(new FunctionError(STATUS.memoryLimit, MEMORY_LIMIT));
    this.kill();
  }

  #killGroup(): void {
    if (this.#child.pid === undefined) return;
    try {
      process.kill(-this.#child.pid, "SIGKILL");
    } catch {
      // the group has no process left
    }
  }

  /** The next message of the process; rejects if the process ends or the time runs out. */
  #nextMessage(limitMs: number, status: number, text: string): Promise<ProcessMessage> {
    return new Promise((resolve, reject) => {
      const onLimit = (): void => {
        this.#settle(new FunctionError(status, text));
        this.kill();
      };
      const timer = limitMs === Infinity ? undefined : setTimeout(onLimit, limitMs);
      this.#settle = (outcome) => {
        clearTimeout(timer);
        this.#settle = () => {};
        if (outcome instanceof Error) reject(outcome);
        else resolve(outcome);
      };
    });
  }

  async #logEnd(): Promise<void> {
    if (this.#openLogs > 0) await waitAtMost(new Promise<void>((resolve) => (this.#onLogEnd = resolve)), LOG_GRACE_MS);
    this.#onLogEnd = () => {};
    this.#log.end();
  }

  #exitError(code: number | null, signal: NodeJS.Signals | null): FunctionError {
    if (this.#sawOutOfMemory) return new FunctionError(STATUS.memoryLimit, MEMORY_LIMIT);
    return new FunctionError(STATUS.processExit, `the process ended (${signal ?? `exit code ${code}`})`);
  }
}

/** Waits for the work, but at most this time. */
function waitAtMost(work: Promise<void>, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    void work.then(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
