import { parseCallback } from "../callback/parse";
import type { CallbackContext } from "../context";
import type { Delivery } from "../dispatch";
import type { DeliveryMode, Outcome } from "./mode";
import type { UserCode } from "./user-code";

/** Maximum number of deliveries that one instance remembers; about 100 bytes each. */
export const DEFAULT_REMEMBERED = 1000;

/**
 * Runs user code before the answer is sent. The same instance does not repeat a delivery that succeeded or is running;
 * it repeats a failed one when it arrives again. Instances share nothing: user code must tolerate duplicates, and this
 * only makes them rare.
 */
export class InlineDelivery {
  /** Ordered by age. */
  readonly #deliveries = new Map<string, Promise<void>>();

  constructor(private readonly remembered = DEFAULT_REMEMBERED) {}

  /** Rejects with the error of user code; a duplicate that waits for the first delivery fails with it. */
  async deliver(delivery: Delivery, ctx: CallbackContext): Promise<"accepted" | "duplicate" | "unrouted"> {
    if (!delivery.run) return "unrouted";
    const first = this.#deliveries.get(delivery.key);
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
      if (this.#deliveries.get(delivery.key) === running) this.#deliveries.delete(delivery.key);
      throw error;
    }
  }

  #remember(key: string, running: Promise<void>): void {
    this.#deliveries.set(key, running);
    if (this.#deliveries.size <= this.remembered) return;
    for (const oldest of this.#deliveries.keys()) return void this.#deliveries.delete(oldest);
  }
}

/** Calls user code once for each event, one call at a time. A failure does not stop the next call. */
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
