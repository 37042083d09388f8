/** What commands ask of the platform besides CI and COS: the account, functions and their log. */

/** A function's name and where it is. */
export interface FunctionRef {
  readonly name: string;
  readonly namespace: string;
  readonly region: string;
}

export interface FunctionFacts {
  readonly runtime: string;
  /** `Active` when it answers. */
  readonly status: string;
  /** Why it is not active. */
  readonly reason?: string;
  /** Log topic. @default - the function writes to none that is known */
  readonly topicId?: string;
}

/** A line that a function wrote. */
export interface LogLine {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly functionName: string;
  readonly requestId: string;
  readonly text: string;
  /** Tells lines that are equal in all else apart. */
  readonly id: string;
}

export interface LogQuery {
  readonly function: FunctionRef;
  /** @default - asked of the function */
  readonly topicId?: string;
  /** Milliseconds since 1970. */
  readonly from: number;
  readonly to: number;
  /** A word that lines must have. */
  readonly text?: string;
  /** The call that lines must be of. */
  readonly requestId?: string;
}

/** Tencent Cloud, or the local cloud, which answers the same calls. */
export interface Platform {
  /** Number of the account that the key belongs to; `undefined` where there is none. */
  account(): Promise<string | undefined>;
  /** Whether CAM has a role. */
  hasRole(name: string): Promise<boolean>;
  /** `undefined` when there is no such function, or no such version of it. */
  findFunction(ref: FunctionRef, qualifier?: string): Promise<FunctionFacts | undefined>;
  /** Version that an alias leads to; `undefined` when there is no such alias. */
  aliasVersion(ref: FunctionRef, alias: string): Promise<string | undefined>;
  /** Lines, oldest first. */
  logs(query: LogQuery): AsyncIterable<LogLine>;
}

/** A region's log topic is not known: the function does not write to CLS, or has never run. */
export class NoLogTopicError extends Error {
  override readonly name = "NoLogTopicError";
}
