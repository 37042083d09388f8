import type { Random } from "./random";

/** Everything that waits, and when it goes on. */
interface Waiting {
  readonly at: number;
  readonly resume: () => void;
}

/**
 * Virtual time. Whatever happens waits for its moment here, so one seed gives one order of events; of those that are due
 * at the same moment a random one goes first.
 */
export class Scheduler {
  now = Date.UTC(2026, 0, 1);
  /** Moments that have passed. */
  steps = 0;
  readonly #waiting: Waiting[] = [];

  constructor(private readonly random: Random) {}

  /** Resolves after a time, unless `isAlive` says by then that whoever waits is dead: then never. */
  sleep(ms: number, isAlive: () => boolean = () => true): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push({ at: this.now + ms, resume: () => (isAlive() ? resolve() : undefined) });
    });
  }

  /** Lets time pass until `isOver`, or until nothing waits any more. */
  async run(isOver: () => boolean): Promise<void> {
    while (!isOver() && this.#waiting.length > 0) {
      const next = this.#take();
      this.now = Math.max(this.now, next.at);
      this.steps++;
      next.resume();
      await new Promise<void>((resolve) => setImmediate(resolve)); // all that follows from it, up to the next wait
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
