/** Tencent Cloud writes times in its own zone, without a colon in the offset. */
const OFFSET_MS = 8 * 3_600_000;

/** Time in the local cloud: the clock, timers that stop when the cloud is closed, and pending work. */
export class Clock {
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #work = new Set<Promise<unknown>>();
  /** Functions that end the pending waits. */
  readonly #pendingWaits = new Set<() => void>();
  #idleWaiters: (() => void)[] = [];
  #closed = false;

  /** `now` replaces the clock, for tests that need a fixed time; timers keep real time. */
  constructor(readonly now: () => Date = () => new Date()) {}

  /** The time as API answers and job callbacks write it: `2026-01-02T03:04:05+0800`. */
  timestamp(): string {
    return timestampOf(this.now());
  }

  /** Runs `task` after `ms` milliseconds, unless the cloud is closed first. */
  after(ms: number, task: () => void): void {
    if (this.#closed) return;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      task();
      this.#resolveIdle();
    }, ms);
    this.#timers.add(timer);
  }

  /** Resolves after `ms` milliseconds, or when the cloud is closed. */
  wait(ms: number): Promise<void> {
    if (this.#closed || ms <= 0) return Promise.resolve();
    return new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        this.#pendingWaits.delete(end);
        resolve();
        this.#resolveIdle();
      };
      const timer = setTimeout(end, ms);
      this.#pendingWaits.add(end);
    });
  }

  /** Counts a promise that never rejects as pending work. */
  track(work: Promise<unknown>): void {
    this.#work.add(work);
    void work.then(() => {
      this.#work.delete(work);
      this.#resolveIdle();
    });
  }

  /** Resolves when no timer runs and no tracked work is pending. */
  async idle(): Promise<void> {
    if (this.#timers.size + this.#work.size === 0) return;
    await new Promise<void>((resolve) => this.#idleWaiters.push(resolve));
  }

  close(): void {
    this.#closed = true;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    for (const end of this.#pendingWaits) end();
    this.#resolveIdle();
  }

  #resolveIdle(): void {
    if (this.#timers.size + this.#work.size > 0) return;
    const waiting = this.#idleWaiters;
    this.#idleWaiters = [];
    for (const resolve of waiting) resolve();
  }
}

/** A time as API answers and job callbacks write it. */
export function timestampOf(time: Date): string {
  return `${new Date(time.getTime() + OFFSET_MS).toISOString().slice(0, 19)}+0800`;
}

/** Workflow callbacks write a blank where everything else writes `T`. */
export function withBlank(timestamp: string): string {
  return timestamp.replace("T", " ");
}
