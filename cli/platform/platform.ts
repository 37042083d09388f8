/** Services that the commands use besides CI and COS: the account, functions and their logs. */

/** A function's name, namespace and region. */
export interface FunctionRef {
  readonly name: string;
  readonly namespace: string;
  readonly region: string;
}

export interface FunctionFacts {
  readonly runtime: string;
  /** `Active` if the function can be invoked. */
  readonly status: string;
  /** Why the function is not active. */
  readonly reason?: string;
  /** Log topic. @default - no known topic */
  readonly topicId?: string;
}

/** A line that a function wrote. */
export interface LogLine {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly functionName: string;
  readonly requestId: string;
  readonly text: string;
  /** Distinguishes lines that are otherwise equal. */
  readonly id: string;
}

export interface LogQuery {
  readonly function: FunctionRef;
  /** @default - read from the function */
  readonly topicId?: string;
  /** Milliseconds since 1970. */
  readonly from: number;
  readonly to: number;
  /** A keyword that lines must contain. */
  readonly text?: string;
  /** The request id that lines must have. */
  readonly requestId?: string;
}

/** Tencent Cloud, or the local cloud, which implements the same calls. */
export interface Platform {
  /** Id of the account that owns the key; `undefined` if there is none. */
  account(): Promise<string | undefined>;
  /** Whether a role exists in CAM. */
  hasRole(name: string): Promise<boolean>;
  /** `undefined` if the function or this version of it does not exist. */
  findFunction(ref: FunctionRef, qualifier?: string): Promise<FunctionFacts | undefined>;
  /** Version that an alias points to; `undefined` if the alias does not exist. */
  aliasVersion(ref: FunctionRef, alias: string): Promise<string | undefined>;
  /** Lines, oldest first. */
  logs(query: LogQuery): AsyncIterable<LogLine>;
}

/** The log topic of a region is unknown: the function does not write to CLS, or has never run. */
export class NoLogTopicError extends Error {
  override readonly name = "NoLogTopicError";
}
