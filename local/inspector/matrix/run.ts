/** Runs a matrix in the running session, for the page. */
import type { LocalCloud } from "../../cloud";
import { InputError, string } from "../input";
import type { Fields } from "../input";
import type { MatrixProgress, MatrixRow } from "../protocol";
import { callbackSources } from "../targets";
import { ARRIVALS, casesOf, matrixCallbacks } from "./cases";
import type { Arrival } from "./cases";
import { runCases } from "./matrix";
import type { MatrixResult } from "./matrix";

/** A failed asynchronous call is repeated at once instead of after a minute, while a matrix runs. */
export const FAST_RETRY_MS = 50;

const NONE: MatrixProgress = { isRunning: false, finished: 0, total: 0, rows: [] };

/** One matrix at a time; the results of the last one are kept. */
export class MatrixRun {
  #progress = NONE;
  #stopping = new AbortController();
  #running = Promise.resolve();

  constructor(private readonly cloud: LocalCloud) {}

  get progress(): MatrixProgress {
    return this.#progress;
  }

  /** Starts a matrix; `progress` returns its progress. */
  start(input: Fields): MatrixProgress {
    const target = string(input, "target");
    const source = callbackSources(this.cloud).find(({ id }) => id === target);
    if (!source) throw new InputError(`target must have a callback URL (got ${JSON.stringify(target)})`);
    if (this.#progress.isRunning) throw new InputError("a matrix is already running", "matrixRuns");
    const cases = casesOf(matrixCallbacks, arrivalsIn(input));
    const { url, bucket, region } = source;
    this.#stopping = new AbortController();
    this.#progress = { ...NONE, isRunning: true, total: cases.length };
    const onProgress = (finished: number): void => void (this.#progress = { ...this.#progress, finished });
    const options = { url, bucket: { bucket, region }, onProgress, signal: this.#stopping.signal };
    this.#running = this.#withFastRetries(() => runCases(this.cloud, cases, options)).then(
      (results) => void (this.#progress = { ...this.#progress, isRunning: false, rows: results.map(rowOf) }),
      (error: Error) => void (this.#progress = { ...this.#progress, isRunning: false, error: error.message }),
    );
    return this.#progress;
  }

  /** Ends a run after its running cases. */
  async stop(): Promise<MatrixProgress> {
    this.#stopping.abort(new Error("stopped"));
    await this.#running;
    return this.#progress;
  }

  async #withFastRetries<T>(run: () => Promise<T>): Promise<T> {
    const previousMs = this.cloud.asyncRetryMs;
    this.cloud.asyncRetryMs = FAST_RETRY_MS;
    try {
      return await run();
    } finally {
      this.cloud.asyncRetryMs = previousMs;
    }
  }
}

function arrivalsIn({ arrivals }: Fields): readonly Arrival[] {
  const validArrivals = Array.isArray(arrivals) ? ARRIVALS.filter((arrival) => arrivals.includes(arrival)) : [];
  if (validArrivals.length > 0) return validArrivals;
  throw new InputError(`arrivals must be a list of ${ARRIVALS.join(", ")} (got none of them)`);
}

function rowOf({ callback, state, format, arrival, outcome, route, error, answers }: MatrixResult): MatrixRow {
  const { id, status, answer } = answers.at(-1)!;
  const shown = [status, answer].filter((part) => part !== undefined && part !== "").join(" ");
  return { callback, state, format, arrival, outcome, route, error, id, answer: shown };
}
