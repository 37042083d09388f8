/**
 * A callback as it lies in the store: one line of JSON, then the body as it came, byte by byte. Read with `head -n 1` and
 * `tail -n +2`.
 */
import type { Failure } from "./entry";

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

const NEWLINE = 10;

export function packEnvelope(envelope: Envelope): Uint8Array;
export function packEnvelope(envelope: Envelope<string | Uint8Array>): string | Uint8Array;
export function packEnvelope({ head, body }: Envelope<string | Uint8Array>): string | Uint8Array {
  const line = `${JSON.stringify(head)}\n`;
  return typeof body === "string" ? line + body : Buffer.concat([Buffer.from(line), body]);
}

/**
 * The callback in an object. What somebody else put there is a callback whose body is the whole object: it then ends
 * where everything ends that cannot be read, in `dead/`.
 *
 * @param key what the object's name says
 */
export function openEnvelope(content: Uint8Array, key: string): Envelope {
  const end = content.indexOf(NEWLINE);
  const head = end < 0 ? undefined : readHead(Buffer.from(content.subarray(0, end)).toString("utf8"));
  if (!head) return { head: { key, source: "callback", receivedAt: 0, headers: {} }, body: content };
  return { head: { ...head, key }, body: content.subarray(end + 1) };
}

function readHead(line: string): EnvelopeHead | undefined {
  try {
    const head = JSON.parse(line) as Partial<EnvelopeHead> | null;
    const isHead = typeof head?.source === "string" && typeof head.receivedAt === "number" && head.headers;
    return isHead ? (head as EnvelopeHead) : undefined;
  } catch {
    return undefined;
  }
}
