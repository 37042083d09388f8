import type { CallbackEvent } from "../callback/events";
import type { ParseOptions } from "../callback/parse";
import type { Call } from "../call";

/** A callback that was let in: from an accepted sender, and readable. */
export interface Received<Callback> {
  readonly callback: Callback;
  /** As it came. */
  readonly body: string | Uint8Array;
  readonly headers: Readonly<Record<string, string>>;
  /** SHA-256 of the body, hexadecimal. */
  readonly digest: () => string;
}

/** One delivery in the log. */
export interface Outcome extends Readonly<Record<string, unknown>> {
  /** `unrouted`: no route of the user's takes it. */
  readonly outcome: "accepted" | "duplicate" | "failed" | "unrouted";
}

/** What becomes of a callback before it is answered. */
export interface DeliveryMode<
  Callback extends { readonly type: string; readonly jobs?: readonly unknown[] } = CallbackEvent,
> {
  /** As much of a body as `deliver` takes. Refuses what `parseCallback` refuses, in the same way. */
  readonly read: (
    body: string | Uint8Array,
    headers: Readonly<Record<string, string>>,
    options: ParseOptions,
  ) => Callback;
  /** Rejects with an `HttpError` to give a certain answer. */
  readonly deliver: (received: Received<Callback>, call: Call) => Promise<readonly Outcome[]>;
}
