/**
 * A callback in the store: one sealed line of JSON, then the body as received, byte by byte. Read it with
 * `head -n 1` and `tail -n +2`.
 */
import type { Failure } from "./entry";
import { sealed, UnreadableError, unsealed } from "./seal";

/** Source of a callback: a request of CI, or reconciliation with CI because no callback arrived. */
export type CallbackSource = "callback" | "reconciled";

/** Known facts about a callback besides its body. */
export interface EnvelopeHead {
  readonly key: string;
  readonly source: CallbackSource;
  /** Milliseconds since 1970. */
  readonly receivedAt: number;
  /** Headers that are needed to read the body. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body comes from CI's own answer, so it needs no confirmation. Default: false for a callback. */
  readonly isConfirmed?: boolean;
  /** The outcome; only in `done/` and `dead/`. */
  readonly outcome?: Outcome;
}

/** Outcome of a callback. */
export interface Outcome {
  readonly status: "done" | "dead";
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Runs of user code. */
  readonly attempts: number;
  readonly error?: Failure;
  /** No route of the handler accepted it; only in `done/`. */
  readonly unrouted?: boolean;
}

export interface Envelope<Body extends string | Uint8Array = Uint8Array> {
  readonly head: EnvelopeHead;
  readonly body: Body;
}

/** CI's answer about a job may be longer than the callbacks that are accepted. */
export const MAX_BODY_BYTES = 16 * 1024 * 1024;

/** More than a header line and the longest body. */
export const MAX_OBJECT_BYTES = MAX_BODY_BYTES + 1024 * 1024;

const NEWLINE = 10;

export function packEnvelope(envelope: Envelope): Uint8Array;
export function packEnvelope(envelope: Envelope<string | Uint8Array>): string | Uint8Array;
export function packEnvelope({ head, body }: Envelope<string | Uint8Array>): string | Uint8Array {
  const line = `${sealed(head, body)}\n`;
  return typeof body === "string" ? line + body : Buffer.concat([Buffer.from(line), body]);
}

/**
 * Reads the callback in an object.
 *
 * @param key the key in the object's name
 * @throws UnreadableError unless the object holds the complete callback of this key
 */
export function openEnvelope(content: Uint8Array, key: string): Envelope {
  const end = content.indexOf(NEWLINE);
  if (end < 0) throw new UnreadableError(`The callback must have a line and a body (got ${content.length} bytes)`);
  const body = content.subarray(end + 1);
  const head = unsealed(Buffer.from(content.subarray(0, end)).toString("utf8"), body);
  if (!isHead(head)) throw new UnreadableError("The line of a callback must have source and time (got another one)");
  if (head.key !== key) throw new UnreadableError(`The callback must be that of ${key} (got ${String(head.key)})`);
  return { head, body };
}

function isHead(head: object): head is EnvelopeHead {
  const { source, receivedAt, headers } = head as Partial<EnvelopeHead>;
  return (
    typeof source === "string" && typeof receivedAt === "number" && typeof headers === "object" && headers !== null
  );
}
