import { CiApiError } from "../../../api/errors";
import type { CiHistory, CiItem, CiSource } from "./ci-history";
import { packEnvelope } from "./envelope";
import { inboxName, journalName } from "./names";
import { chunksOf, forEachOf } from "./pool";
import type { Clock, Store } from "./store";
import { MAX_OPEN, Watermarks } from "./watermarks";
import type { ReconcileProgress } from "./watermarks";

export interface ReconcileOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly history: CiHistory;
  /** Milliseconds after a job's end during which its callback may still be on its way. */
  readonly graceMs: number;
  /** Milliseconds after a job's creation at which an unfinished job is abandoned. */
  readonly maxAgeMs: number;
  /** Milliseconds before the last reconciliation at which a new source starts. */
  readonly lookBackMs: number;
  /**
   * Whether the callback of a key needs no further work, wherever it is stored.
   *
   * @default - it has a journal
   */
  readonly isSettled?: (key: string) => Promise<boolean>;
  /** Called for each source or item that could not be read from CI; the others continue. */
  readonly onFailure?: (subject: string, error: unknown) => void;
  /** Called for each item that is abandoned: it did not end within `maxAgeMs`, or CI does not know it. */
  readonly onAbandoned?: (subject: string) => void;
  /** Saves the progress, in case the process is killed. */
  readonly save?: (progress: ReconcileProgress) => Promise<void>;
}

/** Result of a reconciliation. */
export interface Reconciliation {
  /** Items that CI listed, or that were read by id. */
  readonly listed: number;
  /** Callbacks that never arrived and are in the inbox now. */
  readonly found: number;
  /** Sources and items that could not be read from CI. */
  readonly failed: number;
  /** Items that did not end within `maxAgeMs`, were then read once more, and are abandoned. */
  readonly abandoned: number;
  /** Progress, to be passed to the next call. */
  readonly progress: ReconcileProgress;
}

/** Lists lag, and clocks differ. An item that is listed again was settled before and costs one read. */
const OVERLAP_MS = 5 * 60_000;

/** Lists are read one hour at a time, so that settled hours stay settled, in whatever order CI lists items. */
const WINDOW_MS = 3_600_000;

/** Items that are settled together; progress is counted after each chunk. */
const CHUNK = 64;
const CONCURRENCY = 8;

/** Maximum number of open items that one call reads, a few at a time: CI limits calls without documenting the limit. */
const MAX_OPEN_READS = 200;
const OPEN_CONCURRENCY = 4;

/** Ends a reconciliation: CI refuses further calls for now. */
class CallsRefused extends Error {}

/**
 * Asks CI for its jobs and runs, and puts a callback into the inbox for each that ended without one: first for items
 * that were open when they were listed, then for all that were created since. If CI refuses a call, or the time runs
 * out, the rest is left to the next call.
 *
 * @param hasTime called before every item
 */
export async function reconcile(
  options: ReconcileOptions,
  before: ReconcileProgress,
  hasTime: () => boolean,
): Promise<Reconciliation> {
  const run = new Run(options, before, hasTime);
  try {
    if (before.sourcesFirst) await run.readSources();
    await run.readOpen();
    if (!before.sourcesFirst) await run.readSources();
  } catch (error) {
    if (!(error instanceof CallsRefused)) throw error;
  }
  return run.result();
}

class Run {
  readonly #now: number;
  readonly #marks: Watermarks;
  /** Sources whose cursor must not move, because the open items behind it cannot be remembered. */
  readonly #frozenCursors = new Set<string>();
  #listed = 0;
  #found = 0;
  #failed = 0;
  #abandoned = 0;

  constructor(
    private readonly options: ReconcileOptions,
    before: ReconcileProgress,
    private readonly hasTime: () => boolean,
  ) {
    this.#now = options.clock.now();
    this.#marks = new Watermarks(before, this.#now, options.lookBackMs);
  }

  async readOpen(): Promise<void> {
    const { history, maxAgeMs } = this.options;
    await forEachOf(this.#marks.open(MAX_OPEN_READS), OPEN_CONCURRENCY, async (ref) => {
      if (!this.hasTime()) return;
      this.#marks.moveToEnd(ref);
      await this.#guard(ref, async () => {
        const item = await history.get(ref);
        if (item && (await this.#settle(item))) this.#marks.removeOpen(ref);
      });
      if (!this.#marks.isOlder(ref, this.#now - maxAgeMs)) return;
      this.#marks.removeOpen(ref); // it was read once more
      this.#abandoned++;
      this.options.onAbandoned?.(ref);
    });
  }

  async readSources(): Promise<void> {
    const { sources: jobs, workflows } = this.options.history;
    let runs: readonly CiSource[] | undefined;
    await this.#guard("workflows", async () => void (runs = (await workflows?.()) ?? []));
    const sources = [...jobs, ...(runs ?? [])];
    this.#marks.setSources(
      sources.map(({ name }) => name),
      runs !== undefined,
    );
    const first = sources.findIndex(({ name }) => name === this.#marks.last) + 1;
    for (const source of [...sources.slice(first), ...sources.slice(0, first)]) {
      if (!this.hasTime()) return;
      this.#marks.last = source.name;
      await this.#guard(source.name, () => this.#readSource(source));
    }
  }

  result(): Reconciliation {
    const [listed, found, failed, abandoned] = [this.#listed, this.#found, this.#failed, this.#abandoned];
    return { listed, found, failed, abandoned, progress: this.#marks.progress() };
  }

  /** Processes one window after the other, while there is time and each window is completed. */
  async #readSource(source: CiSource): Promise<void> {
    // A clock that was fast must not prevent the reconciliation.
    const lastCursor = Math.min(this.#marks.cursorOf(source.name), this.#now - OVERLAP_MS);
    const oldest = this.#now - this.options.maxAgeMs;
    // CI's times have no fractions: with a fraction, the first listed item would lie before the beginning.
    const latest = Math.max(lastCursor, oldest);
    const begin = latest - (latest % 1000);
    if (lastCursor < oldest) {
      const rule = `what was created up to ${this.options.maxAgeMs / 3_600_000} hours ago is reconciled`;
      this.#fail(source.name, new Error(`${rule} (skipped: ${iso(lastCursor)} to ${iso(begin)})`));
    }
    this.#marks.setCursor(source.name, begin);
    for (let from = begin; from < this.#now + OVERLAP_MS; from += WINDOW_MS) {
      if (!this.hasTime()) return;
      const to = Math.min(from + WINDOW_MS, this.#now + OVERLAP_MS);
      if (!(await this.#readWindow(source, from, to))) return;
      await this.options.save?.(this.#marks.progress());
    }
  }

  /**
   * Whether the window was completed. The cursor advances while CI lists the oldest item first, as it is asked to;
   * unfinished items behind the cursor are remembered.
   */
  async #readWindow(source: CiSource, from: number, to: number): Promise<boolean> {
    const begin = this.#marks.cursorOf(source.name);
    const latest = this.#now - OVERLAP_MS;
    let open: CiItem[] = [];
    let newest = from;
    const moveTo = (cursor: number): void => {
      if (this.#frozenCursors.has(source.name)) return;
      if (!open.every((item) => item.createdAt >= cursor || this.#marks.addOpen(item))) {
        this.#frozenCursors.add(source.name);
        const rule = `at most ${MAX_OPEN} items that have not ended are remembered`;
        this.#fail(source.name, new Error(`${rule} (got more): all since ${iso(begin)} are listed each time`));
        return;
      }
      open = open.filter(({ createdAt }) => createdAt >= cursor);
      this.#marks.setCursor(source.name, Math.max(begin, cursor));
    };
    for await (const chunk of chunksOf(source.list(from, to), CHUNK)) {
      if (!(await this.#settleAll(chunk, open))) return false;
      for (const { createdAt } of chunk) newest = createdAt >= newest ? createdAt : Infinity;
      if (newest === Infinity) this.#marks.setCursor(source.name, begin);
      else moveTo(Math.min(newest, latest));
    }
    moveTo(Math.min(to, latest));
    return true;
  }

  /** Whether there was time for all items. Items that have not ended, or that fail, go to `open`. */
  async #settleAll(items: readonly CiItem[], open: CiItem[]): Promise<boolean> {
    let isComplete = true;
    await forEachOf(items, CONCURRENCY, async (item) => {
      if (!this.hasTime()) return void (isComplete = false);
      let isSettled = false;
      await this.#guard(item.ref, async () => void (isSettled = await this.#settle(item)));
      if (!isSettled) open.push(item);
    });
    return isComplete;
  }

  /** Whether the item needs no further work. */
  async #settle(item: CiItem): Promise<boolean> {
    const { store, graceMs, isSettled } = this.options;
    this.#listed++;
    if (item.endedAt === undefined) return false;
    if (isSettled ? await isSettled(item.key) : await store.get(journalName(item.key, 1))) return true;
    if (item.endedAt > this.#now - graceMs) return false;
    if (await store.get(inboxName(item.key))) return true; // it waits for a worker there
    const body = await item.body();
    if (body === undefined) return false; // CI's list and its details may come from two replicas: the item stays open
    const head = { key: item.key, source: "reconciled", receivedAt: this.#now, headers: {} } as const;
    const created = await store.create(inboxName(item.key), packEnvelope({ head, body: Buffer.from(body) }));
    if (created) this.#found++;
    return true;
  }

  /** A failed item does not stop the others, unless CI refuses further calls. */
  async #guard(subject: string, call: () => Promise<void>): Promise<void> {
    try {
      await call();
    } catch (error) {
      if (error instanceof CallsRefused) throw error;
      this.#fail(subject, error);
      if (error instanceof CiApiError && error.status === 429) throw new CallsRefused();
    }
  }

  #fail(subject: string, error: unknown): void {
    this.#failed++;
    this.options.onFailure?.(subject, error);
  }
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
