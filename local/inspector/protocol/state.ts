/** The state of the session in messages between server and page. */
import type { Fault } from "../../fault";
import type { TopicRow } from "../topic-row";
import type { CallbackDetail } from "./callback";
import type { Graph } from "./graph";

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
