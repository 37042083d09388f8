import type { CiClient } from "../../api/client";
import type { BucketAddress } from "../../api/hosts";

/** What every part of a live run knows. */
export interface LiveContext {
  readonly client: CiClient;
  readonly bucket: BucketAddress;
  /** Of this run; part of every name that it makes. */
  readonly id: string;
  /** Objects of this run lie under it. */
  readonly prefix: string;
  /** The endpoint is not Tencent Cloud. */
  readonly isSimulation: boolean;
  /** How long to wait for what may never come, in milliseconds. */
  readonly patienceMs: number;
  /** Aborted by Ctrl-C: no further step begins, and everything is destroyed. */
  readonly signal: AbortSignal;
  readonly env: NodeJS.ProcessEnv;
  /** What must not be in the report; grows as pipelines are deployed. */
  readonly secrets: Set<string>;
  readonly say: (line: string) => void;
}

/** What the cloud did about an open point. */
export interface Finding {
  /** Of the open point, or of what else was measured. */
  readonly name: string;
  /** One sentence; absent where it was not tried. */
  readonly answer?: string;
  /** Why it was not tried. */
  readonly notTried?: string;
  /** Whether the code's assumption held; absent where the answer does not decide that. */
  readonly isAsAssumed?: boolean;
  /** What was seen, for whoever wants to judge for themselves. */
  readonly seen?: unknown;
}

/** A call of a deployed function, as its own record says. */
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
  /** How its text is written: as the body itself, in Base64, or as a member of a JSON object. */
  readonly form: "body" | "Base64" | "wrapped" | "object" | "other";
  /** Whether it has a key other than the text that stands for none. */
  readonly hasKey: boolean;
  readonly partition: string;
  /** Names and types of the record's members. */
  readonly shape: unknown;
}

/** What became of one pipeline. */
export interface ScenarioResult {
  readonly name: string;
  readonly isOk: boolean;
  readonly resources: number;
  readonly applySeconds?: number;
  /** Whether the second plan was empty. */
  readonly isSecondPlanEmpty?: boolean;
  /** From what starts a job until its callback was recorded. */
  readonly callbackSeconds?: number;
  readonly records: readonly CallRecord[];
  readonly isDestroyed: boolean;
  /** What the scenario found besides. */
  readonly findings: readonly Finding[];
  readonly error?: string;
}
