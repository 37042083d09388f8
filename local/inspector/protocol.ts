/** What server and page say to each other. Types alone: the page is compiled for the browser, the server for Node.js. */
import type { Fault } from "../fault";

/**
 * What became of a callback.
 *
 * - `done`: accepted, and with durable delivery also run; `duplicate`: known already; `unrouted`: no route takes it
 * - `waiting`, `dead`: where durable delivery has it
 * - `refused`: 4xx; `failed`: 5xx; `lost`: no answer at all
 */
export type Outcome = "done" | "duplicate" | "unrouted" | "waiting" | "dead" | "refused" | "failed" | "lost";

/** One callback as the list shows it. */
export interface CallbackRow {
  /** Counts up from 1. */
  readonly id: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly format: "XML" | "JSON";
  /** What the handler's parser makes of the body; `invalid` when it refuses it. */
  readonly kind: "jobs" | "workflow" | "moderation" | "probe" | "unknown" | "invalid";
  /** Tag of the job, name of the workflow, or name of the event. */
  readonly title: string;
  /** Id of the job or of the run. */
  readonly subject: string;
  readonly object: string;
  /** State that the callback tells. */
  readonly state: string;
  readonly bytes: number;
  /** Status of the HTTP answer; absent when there was none. */
  readonly status?: number;
  /** `status` in the answer, such as `accepted`; why there was no answer. */
  readonly answer: string;
  /** Milliseconds until the answer. */
  readonly ms: number;
  readonly outcome: Outcome;
  /** Key in durable delivery; absent where there is none. */
  readonly key?: string;
}

/** A shot of a video; times in seconds. */
export interface ShotRow {
  readonly begin: number;
  readonly end: number;
}

/** A line that a function wrote. */
export interface LogRow {
  readonly at: number;
  readonly functionName: string;
  readonly text: string;
}

/** One callback, whole. */
export interface CallbackDetail {
  readonly row: CallbackRow;
  /** Address without the secret. */
  readonly url: string;
  readonly body: string;
  /** Characters of the body that are left out because it is too long to be shown. */
  readonly omitted: number;
  /** What user code gets; absent when the body is refused. */
  readonly event?: unknown;
  /** Why the body is refused. */
  readonly refusal?: string;
  readonly shots: readonly ShotRow[];
  readonly run?: Graph;
  readonly logs: readonly LogRow[];
  readonly answer: string;
  /** What the journal of durable delivery says, oldest first. */
  readonly journal: readonly { readonly at: number; readonly text: string }[];
}

/** What a thing in a diagram is; names and pictures of these are the page's. */
export type NodeKind =
  "bucket" | "jobs" | "queue" | "workflow" | "ingress" | "external" | "function" | "inbox" | "outcome" | "task";

/** A thing in a diagram. */
export interface GraphNode {
  readonly id: string;
  readonly kind: NodeKind;
  /** Column, from 0. */
  readonly layer: number;
  readonly title: string;
  /** What kind of its kind. */
  readonly detail?: string;
  readonly status: "on" | "off" | "busy" | "good" | "bad";
  /** Name of a fact → value; names are keys of the page's texts. */
  readonly facts: Readonly<Record<string, string | number>>;
}

export interface Graph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly { readonly from: string; readonly to: string }[];
}

/** Where a callback can be sent: an address that a queue or a workflow calls. */
export interface Target {
  readonly id: string;
  readonly label: string;
  readonly format: "XML" | "JSON";
}

/** How things stand. */
export interface State {
  readonly pipeline: Graph;
  readonly targets: readonly Target[];
  readonly buckets: readonly string[];
  readonly faults: readonly { readonly id: number; readonly fault: Fault; readonly seen: number }[];
}

/** What does not change while the server runs. */
export interface Hello {
  /** Callbacks that are kept, here and there. */
  readonly limit: number;
  /** Names of which there are samples. */
  readonly samples: readonly string[];
}

/** What to break in a callback before it is sent. */
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

/** `POST /api/upload`. */
export interface UploadRequest {
  readonly bucket: string;
  readonly key: string;
}
