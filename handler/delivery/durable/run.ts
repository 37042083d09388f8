import { createHash } from "node:crypto";
import { inspect } from "node:util";
import type { CallbackEvent } from "../../callback/events";
import { parseCallback } from "../../callback/parse";
import { CallbackParseError, PermanentError } from "../../errors";
import type { Call } from "../../call";
import type { UserCode } from "../user-code";
import type { Failure } from "./entry";
import { MAX_BODY_BYTES } from "./envelope";
import type { Envelope } from "./envelope";

const MAX_MESSAGE_CHARS = 2000;

/** Arguments of a run of user code. */
export interface Attempt {
  readonly key: string;
  /** From 1. */
  readonly attempt: number;
}

/** Result of a run of user code. */
export interface RunResult {
  /** The error; `undefined` if the run succeeded. */
  readonly error?: Failure;
  /** A retry cannot succeed. */
  readonly permanent?: boolean;
  /** No route accepts the callback. */
  readonly unrouted?: boolean;
}

/**
 * Calls user code for the delivery of a callback, if it has one. Callbacks with several jobs were split before.
 */
export async function runUserCode(
  userCode: UserCode,
  { head, body }: Envelope,
  { attempt }: Attempt,
  call: Call,
): Promise<RunResult> {
  let logFields = {};
  let isUnrouted = false;
  try {
    const event = readEvent({ head, body });
    // CI is asked earlier, if it must confirm callbacks; see confirm.ts.
    for (const delivery of await userCode.deliveriesOf(event, digestOf(body), true)) {
      logFields = delivery.about;
      isUnrouted = !delivery.run;
      await delivery.run?.(userCode.contextOf(delivery, call, { attempt, source: head.source }));
    }
    if (isUnrouted) call.log.warn("callback unrouted", { key: head.key, ...logFields, outcome: "unrouted" });
    return { unrouted: isUnrouted };
  } catch (thrown) {
    call.log.warn("callback failed", { key: head.key, ...logFields, attempt, error: thrown });
    return failureResult(thrown);
  }
}

/** Describes any thrown value. A getter that throws must not prevent the record of the failure. */
export function failureResult(thrown: unknown): RunResult {
  try {
    return { error: failureOf(thrown), permanent: cannotSucceed(thrown) };
  } catch {
    return { error: { name: "Error", message: "User code threw a value that cannot be read" } };
  }
}

export function readEvent({ head, body }: Envelope): CallbackEvent {
  return parseCallback(body, head.headers, { maxBytes: MAX_BODY_BYTES });
}

const digestOf = (body: Uint8Array) => (): string => createHash("sha256").update(body).digest("hex");

/** A retry cannot succeed: user code says so, or the body is not a callback. */
function cannotSucceed(error: unknown): boolean {
  return isPermanent(error) || error instanceof CallbackParseError;
}

/** Also compared by name: a bundle that contains this library twice has two classes of that name. */
function isPermanent(error: unknown): boolean {
  return error instanceof PermanentError || (error instanceof Error && error.name === PermanentError.name);
}

/** The message may be missing, and the thrown value may not be an error. */
function failureOf(error: unknown): Failure {
  const { name, message } = (error ?? {}) as { readonly name?: unknown; readonly message?: unknown };
  return {
    name: typeof name === "string" ? name : "Error",
    message: (typeof message === "string" ? message : inspect(error, { depth: 1 })).slice(0, MAX_MESSAGE_CHARS),
  };
}
