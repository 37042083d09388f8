/**
 * Asynchronous calls: those of COS, of timers, and of `Invoke` with the type `Event`. Failed calls are repeated.
 *
 * @see https://cloud.tencent.com/document/product/583/41138
 */
import type { Clock } from "../clock";
import { requestId } from "../ids";
import { FunctionError, STATUS } from "./errors";
import type { Functions } from "./functions";
import type { FunctionName } from "./model";

/** Maximum size of an asynchronous event. */
export const MAX_ASYNC_PAYLOAD_BYTES = 128 * 1024;

/** Number of repetitions of a failed call. */
const RETRIES = 2;

/** Failures that a repetition cannot avoid. */
const NOT_RETRIED: readonly number[] = [STATUS.notFound, STATUS.qualifierNotFound, STATUS.requestTooLarge];

/** A finished call. An event has several if calls failed. */
export interface AsyncCall {
  readonly functionName: string;
  readonly requestId: string;
  /** From 1. */
  readonly attempt: number;
  /** Bucket and key of the object in the event. */
  readonly object?: string;
  readonly error?: string;
}

export class AsyncCalls {
  /** Finished calls, oldest first. */
  readonly all: AsyncCall[] = [];

  constructor(
    private readonly functions: Functions,
    private readonly clock: Clock,
    /** Milliseconds between two calls for the same event. */
    public retryMs: number,
  ) {}

  /**
   * Accepts an event; the function is called when an instance is free.
   *
   * @param object bucket and key of the object in the event
   * @returns the request id
   * @throws FunctionError if the event is too large
   */
  call(target: FunctionName, qualifier: string, event: string, object?: string): string {
    const bytes = Buffer.byteLength(event);
    if (bytes > MAX_ASYNC_PAYLOAD_BYTES) {
      const message = `the event of an asynchronous call must be at most ${MAX_ASYNC_PAYLOAD_BYTES} bytes (got ${bytes})`;
      throw new FunctionError(STATUS.requestTooLarge, message);
    }
    const id = requestId();
    const invoke = (): Promise<string> => this.functions.invoke(target, qualifier, event, id);
    const call = { functionName: target.name, requestId: id, ...(object !== undefined && { object }) };
    this.clock.track(this.#attempt(invoke, call, 1));
    return id;
  }

  async #attempt(invoke: () => Promise<string>, call: Omit<AsyncCall, "attempt">, attempt: number): Promise<void> {
    const record = { ...call, attempt };
    try {
      await invoke();
      this.all.push(record);
    } catch (error) {
      const { message, status } = error as FunctionError;
      this.all.push({ ...record, error: message });
      if (attempt > RETRIES || NOT_RETRIED.includes(status)) return;
      this.clock.after(this.retryMs, () => {
        this.clock.track(this.#attempt(invoke, call, attempt + 1));
      });
    }
  }
}
