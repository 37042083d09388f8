/** The matrix in messages between server and page. */

/** `POST /api/matrix`. */
export interface MatrixRequest {
  /** Id of the queue, workflow or uploads whose callback URL the callbacks are posted to. */
  readonly target: string;
  /** Ways of arrival, such as `once`. */
  readonly arrivals: readonly string[];
}

/** A finished case. */
export interface MatrixRow {
  readonly callback: string;
  readonly state: "ok" | "failed";
  readonly format: "xml" | "json";
  readonly arrival: string;
  readonly outcome: "done" | "unrouted" | "failed";
  /** The route that accepted it. */
  readonly route?: string;
  /** Why it failed. */
  readonly error?: string;
  /** Id of its last callback. */
  readonly id: string;
  /** Status and text of the last answer. */
  readonly answer: string;
}

/** Answer to `POST /api/matrix` and `POST /api/matrix/progress`. */
export interface MatrixProgress {
  readonly isRunning: boolean;
  readonly finished: number;
  /** Number of cases; 0 before the first run. */
  readonly total: number;
  /** All results, at the end of a run. */
  readonly rows: readonly MatrixRow[];
  /** Why the run ended early. */
  readonly error?: string;
}
