import type { CallbackEvent } from "../callback/events";
import type { ScfContext } from "../context";
import type { Log } from "../log";

/** A callback that was let in: from an accepted sender, and readable. */
export interface Received {
  readonly callback: CallbackEvent;
  /** As it came. */
  readonly body: string | Uint8Array;
  readonly headers: Readonly<Record<string, string>>;
  /** SHA-256 of the body, hexadecimal. */
  readonly digest: () => string;
}

/** One call of the function. */
export interface Call {
  readonly scf: ScfContext;
  /** When it began, in milliseconds of `Date.now()`. */
  readonly startedAt: number;
  readonly log: Log;
}

/** One delivery in the log. */
export interface Outcome extends Readonly<Record<string, unknown>> {
  readonly outcome: "accepted" | "duplicate" | "failed";
}

/** What is done with a callback before it is answered. Rejects with an `HttpError` to give a certain answer. */
export type DeliveryMode = (received: Received, call: Call) => Promise<readonly Outcome[]>;
