import type { Random } from "./random";

/** A pending task and the time at which it continues. */
interface Waiting {
  readonly at: number;
  readonly resume: () => void;
}

/** More than a world with a thousand jobs needs: a world above this limit repeats itself without end. */
export const MAX_STEPS = 5_000_000;

/**
 * Virtual time. All waiting goes through this class, so one seed yields one order of events. Among tasks that are due
 * at the same time, a random one runs first.
 */
export class Scheduler {
  now = Date.UTC(2026, 0, 1);
  /** Number of times that have passed. */
  steps = 0;
  readonly #waiting: Waiting[] = [];

  constructor(private readonly random: Random) {}

  /** Resolves after a time. Never resolves if `isAlive` then returns false for the waiting process. */
  sleep(ms: number, isAlive: () => boolean = () => true): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push({ at: this.now + ms, resume: () => (isAlive() ? resolve() : undefined) });
    });
  }

  /** Advances time until `isOver`, until nothing is pending, or for `MAX_STEPS`. */
  async run(isOver: () => boolean): Promise<void> {
    while (!isOver() && this.#waiting.length > 0 && this.steps < MAX_STEPS) {
      const next = this.#take();
      this.now = Math.max(this.now, next.at);
      this.steps++;
      next.resume();
      await new Promise<void>((resolve) => setImmediate(resolve)); // runs all consequences, up to the next wait
    }
  }

  #take(): Waiting {
    let first = this.#waiting[0]!.at;
    for (const { at } of this.#waiting) if (at < first) first = at;
    const due: number[] = [];
    this.#waiting.forEach(({ at }, index) => (at === first ? due.push(index) : undefined));
    const index = this.random.pick(due);
    const taken = this.#waiting[index]!;
    this.#waiting[index] = this.#waiting.at(-1)!;
    this.#waiting.pop();
    return taken;
  }
}
