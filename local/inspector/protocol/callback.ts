/** A callback in messages between server and page. */
import type { Graph } from "./graph";
import type { InputObject } from "./objects";

/**
 * Outcome of a callback.
 *
 * - `done`: accepted, and with durable delivery also processed
 * - `duplicate`: known already; `unrouted`: no route accepts it
 * - `waiting`, `dead`: state in durable delivery
 * - `refused`: 4xx; `failed`: 5xx; `lost`: no answer at all
 */
export type Outcome = "done" | "duplicate" | "unrouted" | "waiting" | "dead" | "refused" | "failed" | "lost";

/** A row of the list: one callback. */
export interface CallbackRow {
  /** Id of the delivery, which no other run of the local cloud uses. */
  readonly id: string;
  /** Position in the order of arrival; higher is newer. */
  readonly order: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly format: "XML" | "JSON";
  /** Type of the parsed body; `invalid` if the parser refuses it. */
  readonly kind: "jobs" | "workflow" | "moderation" | "probe" | "unknown" | "invalid";
  /** Tag of the job, name of the workflow, or name of the event. */
  readonly title: string;
  /** Id of the job or of the workflow run. */
  readonly subject: string;
  readonly object: string;
  /** State in the callback. */
  readonly state: string;
  readonly bytes: number;
  /** Status of the HTTP answer; undefined if there was none. */
  readonly status?: number;
  /** `status` in the answer, such as `accepted`; or the reason why there was no answer. */
  readonly answer: string;
  /** Milliseconds until the answer. */
  readonly ms: number;
  readonly outcome: Outcome;
  /** Type of the injected fault that answered or dropped the callback; undefined if the pipeline itself answered. */
  readonly fault?: "answer" | "drop";
  /** Key in durable delivery; undefined if there is none. */
  readonly key?: string;
  /** Entries in its journal; undefined unless it waits or waited in durable delivery. */
  readonly entries?: number;
}

/** Runs of user code for a callback in durable delivery. */
export interface Attempts {
  /** Runs that have begun in this round. */
  readonly count: number;
  /** Runs after which the callback is given up. */
  readonly most: number;
  /** When the next run, or the lease of the present one, is due; in milliseconds since 1970. 0 if the round is over. */
  readonly until: number;
  readonly phase: "new" | "claimed" | "running" | "waiting" | "done" | "dead";
}

/** An entry of a journal. `kind` is a key of the page's texts. */
export interface JournalRow {
  readonly at: number;
  readonly kind: string;
  readonly error?: string;
}

/** A shot of a video; times in seconds. */
export interface ShotRow {
  readonly begin: number;
  readonly end: number;
}

/** A log line of a function. */
export interface LogRow {
  readonly at: number;
  readonly functionName: string;
  readonly text: string;
}

/** An error of user code, at the line of the user's source file. */
export interface UserError {
  /** Class of the error, such as `TypeError`. */
  readonly name: string;
  readonly message: string;
  /** Absolute path of the source file. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  /** The line with its neighbours, oldest line number first. */
  readonly lines: readonly { readonly number: number; readonly text: string }[];
  /** Link that opens the file in the user's editor at the line. */
  readonly editor: string;
}

/** All details of one callback. */
export interface CallbackDetail {
  readonly row: CallbackRow;
  /** Address without the secret. */
  readonly url: string;
  readonly body: string;
  /** Number of characters that were cut from a body that is too long to be shown. */
  readonly omitted: number;
  /** Argument of user code; undefined if the body is refused. */
  readonly event?: unknown;
  /** Why the body is refused. */
  readonly refusal?: string;
  /** The object that the callback is about; undefined if the local cloud does not have it. */
  readonly input?: InputObject;
  readonly shots: readonly ShotRow[];
  readonly run?: Graph;
  readonly logs: readonly LogRow[];
  /** The last error of user code in `logs`; undefined if there is none, or if its source file is not known. */
  readonly failure?: UserError;
  readonly answer: string;
  /** Journal of durable delivery, oldest entry first. */
  readonly journal: readonly JournalRow[];
  /** Undefined without durable delivery. */
  readonly attempts?: Attempts;
}

/** The subject of a body. */
export type CallbackAbout = Pick<CallbackRow, "kind" | "title" | "subject" | "object" | "state">;
