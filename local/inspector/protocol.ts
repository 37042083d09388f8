/** Messages between server and page. Types only: the page is compiled for the browser, the server for Node.js. */
import type { Fault } from "../fault";
import type { NodeKind } from "./node-kind";
import type { TopicRow } from "./topic-row";

/**
 * Outcome of a callback.
 *
 * - `done`: accepted, and with durable delivery also processed; `duplicate`: known already; `unrouted`: no route
 * accepts it - `waiting`, `dead`: its folder in durable delivery
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
  /** Type of the injected fault that made the answer or withheld it; undefined if the pipeline itself answered. */
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

/** A node in a diagram. */
export interface GraphNode {
  readonly id: string;
  readonly kind: NodeKind;
  /** Column, from 0. */
  readonly layer: number;
  readonly title: string;
  /** Subtype. */
  readonly detail?: string;
  readonly status: "on" | "off" | "busy" | "good" | "bad";
  /** Facts by name; names are keys of the page's texts. */
  readonly facts: Readonly<Record<string, string | number>>;
}

export interface Graph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly { readonly from: string; readonly to: string }[];
}

/** Target for callbacks: the callback URL of a queue or a workflow. */
export interface Target {
  readonly id: string;
  readonly label: string;
  readonly format: "XML" | "JSON";
}

/** A message about the user's app or code. The next good build or synthesis removes it. */
export interface Problem {
  readonly kind: "compile" | "synthesis" | "apply";
  readonly level: "info" | "warning" | "error";
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Entry file of a compile error, construct path of an annotation; may be empty. */
  readonly source: string;
  /** May have several lines. */
  readonly message: string;
}

/** An active fault. */
export interface FaultRow {
  readonly id: number;
  readonly fault: Fault;
  /** Matches so far. */
  readonly seen: number;
  /** Number of matches that it can still affect; 0 for a spent fault. */
  readonly left: number;
}

/** The current state. */
export interface State {
  readonly pipeline: Graph;
  readonly targets: readonly Target[];
  readonly topics: readonly TopicRow[];
  readonly buckets: readonly string[];
  readonly faults: readonly FaultRow[];
  /** Newest last. */
  readonly problems: readonly Problem[];
}

/** Facts that do not change while the server runs. */
export interface Hello {
  /** Maximum number of callbacks that are kept, by server and page. */
  readonly limit: number;
  /** Names of the sample callbacks. */
  readonly samples: readonly string[];
}

/** How to damage a callback before it is sent. */
export type Break = "truncate" | "secret" | "encoding";

/** `POST /api/send`. */
export interface SendRequest {
  readonly target: string;
  readonly sample: string;
  readonly format: "xml" | "json";
  readonly failed: boolean;
  readonly workflow: boolean;
  readonly break?: Break;
  /** @default 1 */
  readonly times?: number;
}

/** What a body is about. */
export type CallbackAbout = Pick<CallbackRow, "kind" | "title" | "subject" | "object" | "state">;

/** Answer to `POST /api/check`: what the handler reads in a body, or why it refuses the body. */
export interface Checked {
  readonly about?: CallbackAbout;
  readonly refusal?: string;
}

/** `POST /api/send-body`: the target, or an earlier callback whose address is taken. */
export interface SendBodyRequest {
  readonly target?: string;
  readonly like?: string;
  readonly body: string;
}

/**
 * `POST /api/advance`: makes waiting callbacks of durable delivery due. `key`: one callback, now; `ms`: all, by that time
 * earlier; `drain`: all, until none waits.
 */
export interface AdvanceRequest {
  readonly key?: string;
  readonly ms?: number;
  readonly drain?: boolean;
}

/** Response of `POST /api/advance`. */
export interface Advanced {
  /** Callbacks for which a worker was called. */
  readonly called: number;
  /** Callbacks that still wait. */
  readonly waiting: number;
}

/** A saved session: `GET /api/session`. */
export interface SessionFile {
  readonly format: "cdktf-tencentcloud-ci session";
  readonly version: 1;
  /** Milliseconds since 1970. */
  readonly savedAt: number;
  /** Callbacks that were too many for the file. */
  readonly omitted: number;
  readonly state: State;
  /** Newest first. */
  readonly callbacks: readonly CallbackDetail[];
}

/** `POST /api/upload`. */
export interface UploadRequest {
  readonly bucket: string;
  readonly key: string;
}
