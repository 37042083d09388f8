/**
 * A callback as it lies in the store: one sealed line of JSON, then the body as it came, byte by byte. Read with
 * `head -n 1` and `tail -n +2`.
 */
import type { Failure } from "./entry";
import { sealed, UnreadableError, unsealed } from "./seal";

/** Where a callback came from: CI's request, or a question to CI after none had come. */
export type CallbackSource = "callback" | "reconciled";

/** What is known about a callback beside its body. */
export interface EnvelopeHead {
  readonly key: string;
  readonly source: CallbackSource;
  /** Milliseconds since 1970. */
  readonly receivedAt: number;
  /** Headers that say how to read the body. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body is what CI itself said, so that there is nothing to confirm. Absent: false for a callback. */
  readonly isConfirmed?: boolean;
  /** How it ended; only in `done/` and `dead/`. */
  readonly outcome?: Outcome;
}

/** How a callback ended. */
export interface Outcome {
  readonly status: "done" | "dead";
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Runs of user code. */
  readonly attempts: number;
  readonly error?: Failure;
  /** No route of the user's took it; only in `done/`. */
  readonly unrouted?: boolean;
}

export interface Envelope<Body extends string | Uint8Array = Uint8Array> {
  readonly head: EnvelopeHead;
  readonly body: Body;
}

/** What CI tells about a job may be longer than what it is allowed to send. */
export const MAX_BODY_BYTES = 16 * 1024 * 1024;

/** More than a line and the longest body. */
export const MAX_OBJECT_BYTES = MAX_BODY_BYTES + 1024 * 1024;

const NEWLINE = 10;

export function packEnvelope(envelope: Envelope): Uint8Array;
export function packEnvelope(envelope: Envelope<string | Uint8Array>): string | Uint8Array;
export function packEnvelope({ head, body }: Envelope<string | Uint8Array>): string | Uint8Array {
  const line = `${sealed(head, body)}\n`;
  return typeof body === "string" ? line + body : Buffer.concat([Buffer.from(line), body]);
}

/**
 * The callback in an object.
 *
 * @param key what the object's name says
 * @throws UnreadableError for anything but the whole callback of that key
 */
export function openEnvelope(content: Uint8Array, key: string): Envelope {
  const end = content.indexOf(NEWLINE);
  if (end < 0) throw new UnreadableError(`The callback must have a line and a body (got ${content.length} bytes)`);
  const body = content.subarray(end + 1);
  const head = unsealed(Buffer.from(content.subarray(0, end)).toString("utf8"), body);
  if (!isHead(head))
    throw new UnreadableError("The line of a callback must say where it came from, and when (got not)");
  if (head.key !== key) throw new UnreadableError(`The callback must be that of ${key} (got ${String(head.key)})`);
  return { head, body };
}

function isHead(head: object): head is EnvelopeHead {
  const { source, receivedAt, headers } = head as Partial<EnvelopeHead>;
  return (
    typeof source === "string" && typeof receivedAt === "number" && typeof headers === "object" && headers !== null
  );
}
