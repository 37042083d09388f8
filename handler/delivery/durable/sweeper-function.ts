import type { Call } from "../../call";
import { remainingTime } from "../../context";
import type { CiHistory } from "./ci-history";
import type { DurableConfig } from "./config";
import { requireCreateOnce } from "./guard";
import type { Journal } from "./journal";
import { reconcile } from "./reconcile";
import type { Reconciliation, ReconcileOptions } from "./reconcile";
import type { Clock, Store } from "./store";
import { sweep } from "./sweeper";
import type { Sweep, SweepProgress } from "./sweeper";
import { SweeperState } from "./sweeper-state";

/** Jobs that wait in a paused queue for longer are abandoned; their callback is still accepted if it arrives. */
const MAX_JOB_AGE_MS = 48 * 3_600_000;

/** A first sweep looks back this far: until the deployment, not into the time before it. */
const FIRST_LOOK_BACK_MS = 10 * 60_000;

/** No further step starts when the function has only this much time left: the duration of one call with its retries. */
const RESERVE_MS = 70_000;

/** Used if the platform does not report the function's time limit. */
const DEFAULT_TIMEOUT_MS = 60_000;

/** The part of the time for the inbox, however long it is: CI must be asked as well. */
const INBOX_SHARE = 0.6;

/** Maximum number of log lines about objects and jobs in one sweep; if all fail, a few lines are enough. */
const MAX_LINES = 10;

/**
 * How long later sweeps skip their work in favour of this one: most sweeps end earlier, and a killed one is not waited
 * for.
 */
const BUSY_MS = 15_000;

/**
 * A callback that is due for longer has no worker. Nothing else reports this, so it is logged as an error for alarms.
 */
const OVERDUE_MS = 15 * 60_000;

export interface SweeperFunctionOptions {
  readonly config: DurableConfig;
  readonly store: Store;
  readonly journal: Journal;
  readonly clock: Clock;
  /** Undefined if CI is not asked. */
  readonly history?: CiHistory;
  /** Replaces settings of the reconciliation. */
  readonly reconciling?: Partial<ReconcileOptions>;
}

/**
 * The function that a timer starts. Two overlapping sweeps are harmless; the second one leaves the work to the first.
 */
export function sweeperFunction(options: SweeperFunctionOptions): (event: unknown, call: Call) => Promise<object> {
  const { config, store, journal, clock, history, reconciling } = options;
  return async (_, { log, scf, startedAt }) => {
    await requireCreateOnce(store);
    const began = clock.elapsed();
    let lines = 0;
    const onFailure = (what: string, error: unknown): void => {
      if (lines++ < MAX_LINES) log.error("sweep item failed", { what, error });
    };
    const state = await SweeperState.read(store, clock, (what, error) =>
      log.error("sweep state damaged", { what, error }),
    );
    if (state.isBusy()) {
      log.info("sweep skipped");
      return { status: "busy" };
    }
    const remaining = remainingTime(scf, startedAt, clock.now());
    const total = remaining < Infinity ? remaining : DEFAULT_TIMEOUT_MS;
    const budgetMs = total - Math.min(RESERVE_MS, total / 3);
    const hasTime = (share: number) => () => clock.elapsed() - began < budgetMs * share;
    const stayBusy = (): Promise<void> => state.begin(clock.now() + Math.min(total, BUSY_MS));
    await stayBusy();

    const common = { store, clock, graceMs: config.slackMs, onFailure };
    const errors: unknown[] = [];
    const addError = (error: unknown): undefined => void errors.push(error);

    const onProgress = async (progress: SweepProgress): Promise<void> => {
      log.info("sweep", { ...progress, status: "under way", perSecond: perSecond(progress, clock.elapsed() - began) });
      await stayBusy();
    };
    const { retry, maxInFlight } = config;
    const swept = await sweep({ ...common, journal, retry, maxInFlight, onProgress }, state.after, hasTime(INBOX_SHARE))
      .then(async (result) => {
        await state.save({ after: result.next ?? "" });
        return result;
      })
      .catch(addError);
    const limits = { maxAgeMs: MAX_JOB_AGE_MS, lookBackMs: FIRST_LOOK_BACK_MS };
    const save = (ci: Reconciliation["progress"]): Promise<void> => state.save({ ci });
    const onAbandoned = (what: string): void => {
      if (lines++ < MAX_LINES) log.warn("sweep abandoned item", { what });
    };
    const reconcileOptions = { ...common, ...limits, save, onAbandoned, ...reconciling };
    const reconciled =
      history && (await reconcile({ ...reconcileOptions, history }, state.ci, hasTime(1)).catch(addError));
    await state.end(reconciled?.progress);

    const summary = summaryOf(swept, reconciled, clock.elapsed() - began);
    log[reconciled && reconciled.found + reconciled.failed + reconciled.abandoned > 0 ? "warn" : "info"](
      "sweep",
      summary,
    );
    if (swept && swept.oldestMs > OVERDUE_MS) {
      log.error("callbacks overdue", { waiting: swept.waiting, oldestSeconds: Math.round(swept.oldestMs / 1000) });
    }
    if (errors.length > 0) throw new AggregateError(errors, "The sweep failed; the next one continues");
    return { status: "swept", ...summary };
  };
}

function summaryOf(
  swept: Sweep | undefined,
  reconciled: Reconciliation | undefined,
  elapsedMs: number,
): Record<string, unknown> {
  return {
    ...(swept && {
      ...(swept.isCounted ? { waiting: swept.waiting } : { waitingAtLeast: swept.waiting }),
      ...{ nudged: swept.nudged, drained: swept.drained, passedOver: swept.failed },
      ...(swept.drained > 0 && { perSecond: perSecond(swept, elapsedMs) }),
      oldestSeconds: Math.round(swept.oldestMs / 1000),
    }),
    ...(reconciled && {
      ...{
        listed: reconciled.listed,
        found: reconciled.found,
        unanswered: reconciled.failed,
        abandoned: reconciled.abandoned,
      },
      open: reconciled.progress.open.length,
      watermark: new Date(
        Math.min(reconciled.progress.at, ...Object.values(reconciled.progress.cursors)),
      ).toISOString(),
    }),
  };
}

/** Callbacks that left the inbox per second. */
function perSecond({ drained }: SweepProgress, elapsedMs: number): number {
  return Math.round((drained / Math.max(elapsedMs, 1)) * 1000);
}
