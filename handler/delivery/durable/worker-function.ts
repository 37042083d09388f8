import type { Call } from "../../call";
import { raiseAlarm } from "../alarm";
import type { UserCode } from "../user-code";
import type { CiHistory } from "./ci-history";
import type { DurableConfig } from "./config";
import { namesInEvent } from "./cos-event";
import { createGuard } from "./guard";
import type { Journal } from "./journal";
import { runUserCode } from "./run";
import type { Clock, Store } from "./store";
import type { DeadCallback } from "./worker";
import { Worker } from "./worker";

/** The platform's maximum time limit, used if the platform does not report the function's limit. */
export const MAX_TIMEOUT_MS = 900_000;

export interface WorkerFunctionOptions {
  readonly config: DurableConfig;
  readonly store: Store;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly userCode: UserCode;
  /** CI, to confirm callbacks. Undefined: every sender that knows the secret is trusted. */
  readonly history?: Pick<CiHistory, "get">;
  /** The user's alarm. */
  readonly onDead?: (dead: DeadCallback) => unknown;
  /** @default Math.random */
  readonly random?: () => number;
}

/** The function that COS starts for every object of the inbox. */
export function workerFunction(options: WorkerFunctionOptions): (event: unknown, call: Call) => Promise<object> {
  const { config, store, journal, clock, userCode, history, random } = options;
  const requireSafeStore = createGuard(store, clock);
  return async (event, call) => {
    const names = namesInEvent(event, config.prefix);
    if (!names) {
      call.log.error("worker", { error: "The event must be one of COS (got another): check the function's triggers" });
      return { status: "error", error: "not an event of COS" };
    }
    const startedAt = clock.elapsed();
    const limitMs = call.scf.time_limit_in_ms ?? MAX_TIMEOUT_MS;
    await requireSafeStore();
    const worker = new Worker({
      store,
      journal,
      clock,
      retry: config.retry,
      leaseMs: limitMs + config.slackMs,
      run: (envelope, attempt) => runUserCode(userCode, envelope, attempt, call),
      history,
      onDead: (dead) => raiseAlarm(dead, call, options.onDead),
      random,
    });
    const failures: unknown[] = [];
    for (const name of new Set(names)) {
      // The platform would interrupt a run that begins late: the rest of the event is left to the repeated call.
      const hasTime = clock.elapsed() - startedAt <= limitMs / 2;
      const work = hasTime
        ? processOne(worker, name, call)
        : Promise.reject(new Error(`${name} is left to the next call`));
      await work.catch((error: unknown) => failures.push(error));
    }
    // The platform repeats the call; in any case the sweeper does.
    if (failures.length > 0) throw new AggregateError(failures, "Callbacks could not be processed; the log lists each");
    return { status: "accepted" };
  };
}

async function processOne(worker: Worker, name: string, { log }: Call): Promise<void> {
  const started = performance.now();
  const ms = (): number => Math.round(performance.now() - started);
  try {
    const result = await worker.process(name);
    log[result === "failed" || result === "dead" ? "warn" : "info"]("work", { object: name, result, ms: ms() });
  } catch (error) {
    log.error("work", { object: name, result: "error", error, ms: ms() });
    throw error;
  }
}
