import type { CallbackEvent } from "../callback/events";
import type { ParseOptions } from "../callback/parse";
import type { Call } from "../call";

/** An accepted callback: its sender is authorized, and its body is readable. */
export interface Received<Callback> {
  readonly callback: Callback;
  /** The body as received. */
  readonly body: string | Uint8Array;
  readonly headers: Readonly<Record<string, string>>;
  /** SHA-256 of the body, hexadecimal. */
  readonly digest: () => string;
}

/** A log entry of one delivery. */
export interface Outcome extends Readonly<Record<string, unknown>> {
  /** `unrouted`: no route of the handler accepts it. */
  readonly outcome: "accepted" | "duplicate" | "failed" | "unrouted";
}

/** Processing of a callback before it is answered. */
export interface DeliveryMode<
  Callback extends { readonly type: string; readonly jobs?: readonly unknown[] } = CallbackEvent,
> {
  /**
   * Reads the part of a body that `deliver` needs. Refuses the same bodies as `parseCallback`, with the same errors.
   */
  readonly read: (
    body: string | Uint8Array,
    headers: Readonly<Record<string, string>>,
    options: ParseOptions,
  ) => Callback;
  /** Rejects with an `HttpError` to send a specific answer. */
  readonly deliver: (received: Received<Callback>, call: Call) => Promise<readonly Outcome[]>;
}
