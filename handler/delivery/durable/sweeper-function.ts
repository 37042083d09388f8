import type { Call } from "../mode";
import type { DurableConfig } from "./config";
import { requireCreateOnce } from "./guard";
import type { Journal } from "./journal";
import { stateName } from "./names";
import { reconcile } from "./reconcile";
import type { CiHistory, Reconciliation } from "./reconcile";
import type { Clock, Store } from "./store";
import { sweep } from "./sweeper";

/** Jobs that wait in a paused queue for longer are given up: their callback, should it come, is taken all the same. */
const MAX_JOB_AGE_MS = 48 * 3_600_000;

/** A first sweep looks back this far: to the deployment, and not into the time before it. */
const FIRST_LOOK_BACK_MS = 10 * 60_000;

/** What is left of the function's time when no further step is begun. */
const RESERVE_MS = 5_000;

const STATE = stateName("sweeper");

export interface SweeperFunctionOptions {
  readonly config: DurableConfig;
  readonly store: Store;
  readonly journal: Journal;
  readonly clock: Clock;
  /** Absent when CI is not to be asked. */
  readonly history?: CiHistory;
}

/** Where the next sweep goes on. */
interface State {
  /** Name in the inbox after which it begins; `""` for the beginning. */
  readonly after: string;
  /** See `reconcile`. */
  readonly watermark: number;
}

/** The function that a timer starts. Two that overlap do no harm. */
export function sweeperFunction(options: SweeperFunctionOptions): (event: unknown, call: Call) => Promise<object> {
  const { config, store, journal, clock, history } = options;
  return async (_, { log, scf, startedAt }) => {
    await requireCreateOnce(store);
    const state = await readState(store, clock);
    const hasTime = (): boolean => remaining(scf, startedAt) > RESERVE_MS;
    const seen = await sweep(
      { store, journal, clock, retry: config.retry, graceMs: config.slackMs },
      state.after,
      hasTime,
    );
    let asked: Reconciliation | undefined;
    try {
      asked =
        history &&
        (await reconcile(
          { store, clock, history, graceMs: config.slackMs, maxAgeMs: MAX_JOB_AGE_MS },
          state.watermark,
          hasTime,
        ));
    } catch (error) {
      // CI may be busy, or the role may not ask it: what lies in the inbox must be swept all the same.
      log.error("reconciliation failed", { watermark: new Date(state.watermark).toISOString(), error });
    }
    const next: State = { after: seen.next ?? "", watermark: asked?.watermark ?? state.watermark };
    await store.put(STATE, JSON.stringify(next));
    const { listed, found } = asked ?? { listed: 0, found: 0 };
    const { waiting, nudged, oldestMs } = seen;
    log[found > 0 ? "warn" : "info"]("sweep", {
      ...{ waiting, nudged, oldestSeconds: Math.round(oldestMs / 1000), listed, found },
      watermark: new Date(next.watermark).toISOString(),
    });
    return { status: "swept", waiting, nudged, listed, found };
  };
}

async function readState(store: Store, clock: Clock): Promise<State> {
  const content = await store.get(STATE);
  const first = { after: "", watermark: clock.now() - FIRST_LOOK_BACK_MS };
  if (!content) return first;
  try {
    const { after, watermark } = JSON.parse(Buffer.from(content).toString("utf8")) as Partial<State>;
    if (typeof after === "string" && typeof watermark === "number") return { after, watermark };
  } catch {
    // somebody else's; begin anew
  }
  return first;
}

function remaining({ getRemainingTimeInMillis, time_limit_in_ms }: Call["scf"], startedAt: number): number {
  return getRemainingTimeInMillis?.() ?? (time_limit_in_ms ?? 60_000) - (Date.now() - startedAt);
}
