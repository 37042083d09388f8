/**
 * Fires the stored triggers of type `timer`.
 *
 * @see https://cloud.tencent.com/document/product/583/9708
 */
import type { Clock } from "../clock";
import type { AsyncCalls } from "./async-calls";
import { parseCron } from "./cron";
import type { Triggers } from "./triggers";

const SECOND_MS = 1000;
/** Maximum number of missed seconds that are fired later, such as after the machine slept. */
const MAX_SECONDS = 60;

export class Timers {
  readonly #interval: NodeJS.Timeout;
  #last: number;

  constructor(
    private readonly triggers: Triggers,
    private readonly calls: AsyncCalls,
    private readonly clock: Clock,
  ) {
    this.#last = this.#second();
    this.#interval = setInterval(() => this.#tick(), SECOND_MS / 4);
    this.#interval.unref();
  }

  close(): void {
    clearInterval(this.#interval);
  }

  /** Fires the timers of every second once, including seconds that a busy machine missed. */
  #tick(): void {
    const now = this.#second();
    this.#last = Math.max(this.#last, now - MAX_SECONDS);
    while (this.#last < now) this.#fire(new Date(++this.#last * SECOND_MS));
  }

  #fire(time: Date): void {
    for (const { name, description, argument, target, qualifier } of this.triggers.ofType("timer")) {
      if (!parseCron(description)(time)) continue;
      const event = {
        Type: "Timer",
        TriggerName: name,
        Time: `${time.toISOString().slice(0, 19)}Z`,
        Message: argument,
      };
      this.calls.call(target, qualifier, JSON.stringify(event));
    }
  }

  #second(): number {
    return Math.floor(this.clock.now().getTime() / SECOND_MS);
  }
}
