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

/** Failures of the event itself, which a repetition would meet too. */
const FINAL: readonly number[] = [STATUS.notFound, STATUS.qualifierNotFound, STATUS.requestTooLarge];

/** A finished call, whether it was the last one of its event or not. */
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
    /** Milliseconds between two calls with one event. */
    public retryMs: number,
  ) {}

  /**
   * Accepts an event; the function is called when an instance is free.
   *
   * @param object object that the event is about
   * @returns the request id
   * @throws FunctionError if the event is too large
   */
  call(target: FunctionName, qualifier: string, event: string, object?: string): string {
    const bytes = Buffer.byteLength(event);
    if (bytes > MAX_ASYNC_PAYLOAD_BYTES) {
      const rule = `the event of an asynchronous call must be at most ${MAX_ASYNC_PAYLOAD_BYTES} bytes (got ${bytes})`;
      throw new FunctionError(STATUS.requestTooLarge, rule);
    }
    const id = requestId();
    const invoke = (): Promise<string> => this.functions.invoke(target, qualifier, event, id);
    const about = { functionName: target.name, requestId: id, ...(object !== undefined && { object }) };
    this.clock.track(this.#attempt(invoke, about, 1));
    return id;
  }

  async #attempt(invoke: () => Promise<string>, call: Omit<AsyncCall, "attempt">, attempt: number): Promise<void> {
    const about = { ...call, attempt };
    try {
      await invoke();
      this.all.push(about);
    } catch (error) {
      const { message, status } = error as FunctionError;
      this.all.push({ ...about, error: message });
      if (attempt > RETRIES || FINAL.includes(status)) return;
      this.clock.after(this.retryMs, () => {
        this.clock.track(this.#attempt(invoke, call, attempt + 1));
      });
    }
  }
}
