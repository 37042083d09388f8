import { sha256 } from "./callback/digest";
import type { Config } from "./config";
import { DEFAULT_MAX_JOBS } from "./config";
import type { DeliveryMode, Received } from "./delivery/mode";
import { CallbackParseError, CallbackTooLargeError } from "./errors";
import { HttpError } from "./http/response";

/** The part of a callback that is read before it is delivered. */
export interface ReceivedCallback {
  readonly type: string;
  readonly jobs?: readonly unknown[];
}

export function tooLarge(error: CallbackTooLargeError): HttpError {
  return new HttpError(413, "body too large", error.message, { cause: error });
}

/**
 * Reads the body of a request or a message within the limits of the configuration.
 *
 * @throws HttpError 413 for a body that is too large or has too many jobs, 400 for one that is not a callback
 */
export function readBody<Callback extends ReceivedCallback>(
  read: DeliveryMode<Callback>["read"],
  body: string | Uint8Array,
  headers: Readonly<Record<string, string>>,
  { maxBodyBytes, maxJobs = DEFAULT_MAX_JOBS }: Config,
): Received<Callback> {
  try {
    const callback = read(body, headers, { maxBytes: maxBodyBytes });
    const count = callback.jobs?.length ?? 0;
    if (count > maxJobs) {
      const rule = `The callback must have at most ${maxJobs} jobs (got ${count}); see CI_CALLBACK_MAX_JOBS`;
      throw new HttpError(413, "too many jobs", rule);
    }
    return { callback, body, headers, digest: () => sha256(body) };
  } catch (error) {
    if (error instanceof CallbackTooLargeError) throw tooLarge(error);
    if (!(error instanceof CallbackParseError)) throw error;
    throw new HttpError(400, "not a callback", error.message, { cause: error });
  }
}

/** Milliseconds since a `process.hrtime()`, to the microsecond. */
export function millisecondsSince(start: [number, number]): number {
  const [s, ns] = process.hrtime(start);
  return s * 1000 + Math.round(ns / 1000) / 1000;
}
