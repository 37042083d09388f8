import { parseCallback } from "../callback/parse";
import type { CallbackContext } from "../context";
import type { Delivery } from "../dispatch";
import type { DeliveryMode, Outcome } from "./mode";
import type { UserCode } from "./user-code";

/** Deliveries that one instance remembers; about 100 bytes each. */
export const DEFAULT_REMEMBERED = 1000;

/**
 * Runs user code before the answer is given. A delivery that has succeeded, or is under way, is not run again by the
 * same instance; one that has failed is, when it comes again. Other instances know nothing of it: user code must bear
 * duplicates, and this only makes them rare.
 */
export class InlineDelivery {
  /** In order of age. */
  readonly #known = new Map<string, Promise<void>>();

  constructor(private readonly remembered = DEFAULT_REMEMBERED) {}

  /** Rejects with what user code threw; a duplicate that waits for a failing first one fails with it. */
  async deliver(delivery: Delivery, ctx: CallbackContext): Promise<"accepted" | "duplicate" | "unrouted"> {
    if (!delivery.run) return "unrouted";
    const first = this.#known.get(delivery.key);
    if (first) {
      await first;
      return "duplicate";
    }
    const running = delivery.run(ctx);
    this.#remember(delivery.key, running);
    try {
      await running;
      return "accepted";
    } catch (error) {
      if (this.#known.get(delivery.key) === running) this.#known.delete(delivery.key);
      throw error;
    }
  }

  #remember(key: string, running: Promise<void>): void {
    this.#known.set(key, running);
    if (this.#known.size <= this.remembered) return;
    for (const oldest of this.#known.keys()) return void this.#known.delete(oldest);
  }
}

/** Calls user code once for each event, one call after the other. A failure does not stop the next call. */
export function inlineMode(userCode: UserCode, delivery: InlineDelivery): DeliveryMode {
  return {
    read: parseCallback,
    deliver: async ({ callback, digest }, call) => {
      const outcomes: Outcome[] = [];
      for (const userCall of await userCode.deliveriesOf(callback, digest)) {
        const context = userCode.contextOf(userCall, call, { attempt: 1, source: "callback" });
        try {
          outcomes.push({ ...userCall.about, outcome: await delivery.deliver(userCall, context) });
        } catch (error) {
          outcomes.push({ ...userCall.about, outcome: "failed", error });
        }
      }
      return outcomes;
    },
  };
}
