import { CallbackError } from "../../errors";

/** Milliseconds before a failed batch is repeated; doubled with each attempt. The platform documents no wait. */
const FIRST_DELAY_MS = 200;
const MAX_DELAY_MS = 10_000;

/** Thrown to make the platform repeat the batch. */
export class BatchError extends CallbackError {
  static override readonly name: string = "BatchError";
}

/** Milliseconds to wait before a batch fails, by the number of its failed attempts. */
export function retryDelay(attempts: number): number {
  return Math.min(FIRST_DELAY_MS * 2 ** (attempts - 1), MAX_DELAY_MS);
}
