import type { CiClient } from "../../api/client";
import type { BucketAddress } from "../../api/hosts";

/** The context of all parts of a live run. */
export interface LiveContext {
  readonly client: CiClient;
  readonly bucket: BucketAddress;
  /** Id of this run, in every name that it creates. */
  readonly id: string;
  /** Prefix of this run's objects. */
  readonly prefix: string;
  /** The endpoint is not Tencent Cloud. */
  readonly isSimulation: boolean;
  /** Time limit of waits, in milliseconds. */
  readonly patienceMs: number;
  /** Aborted by Ctrl-C: no further step starts, and everything is destroyed. */
  readonly signal: AbortSignal;
  readonly env: NodeJS.ProcessEnv;
  /** Secrets to keep out of the report; grows with each pipeline. */
  readonly secrets: Set<string>;
  readonly say: (line: string) => void;
}

/** The cloud's behaviour on an open point. */
export interface Finding {
  /** Id of the open point or measurement. */
  readonly name: string;
  /** One sentence; absent if not tried. */
  readonly answer?: string;
  /** Reason for not trying. */
  readonly notTried?: string;
  /** Whether the code's assumption held; absent if the answer is undecided. */
  readonly isAsAssumed?: boolean;
  /** The observations, as evidence. */
  readonly seen?: unknown;
}

/** A deployed function's own record of a call. */
export interface CallRecord {
  readonly at: string;
  readonly isFailing: boolean;
  readonly status?: number;
  readonly event: unknown;
  readonly headers: Readonly<Record<string, string>>;
  readonly source: string;
  readonly body: unknown;
  /** Ids of jobs and runs in the body. */
  readonly subjects: readonly string[];
  /** Keys of objects, of an event of COS. */
  readonly keys: readonly string[];
  /** Of a batch of a topic. */
  readonly messages?: readonly MessageRecord[];
}

/** A message of a topic, as a function gets it. */
export interface MessageRecord {
  /** Form of the text: the body itself, Base64, or a member of a JSON object. */
  readonly form: "body" | "Base64" | "wrapped" | "object" | "other";
  /** Whether it has a key other than the placeholder for none. */
  readonly hasKey: boolean;
  readonly partition: string;
  /** Names and types of the record's members. */
  readonly shape: unknown;
}

/** The outcome of a pipeline. */
export interface ScenarioResult {
  readonly name: string;
  readonly isOk: boolean;
  readonly resources: number;
  readonly applySeconds?: number;
  /** Whether the second plan was empty. */
  readonly isSecondPlanEmpty?: boolean;
  /** Seconds from a job's start to the record of its callback. */
  readonly callbackSeconds?: number;
  readonly records: readonly CallRecord[];
  readonly isDestroyed: boolean;
  /** Other findings of the scenario. */
  readonly findings: readonly Finding[];
  readonly error?: string;
}
