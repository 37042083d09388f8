/** Faults that can be injected. Only types, so that the inspector's page can import them. */

/** The effect of a fault. */
export type FaultEffect =
  /** The call is executed and its answer is lost: the connection closes. */
  | { readonly type: "drop" }
  /** The call is not executed; this answer comes instead. */
  | {
      readonly type: "answer";
      readonly status: number;
      readonly body?: string;
      readonly headers?: Record<string, string>;
    }
  /** The call is executed, or the event or callback arrives, after a delay; others may overtake it. */
  | { readonly type: "delay"; readonly ms: number }
  /** The event or callback arrives this many times. */
  | { readonly type: "repeat"; readonly times: number }
  /**
   * The process of the function that makes the call is killed, before the call is executed or after; or the process
   * that is called, before its answer or after.
   */
  | { readonly type: "kill"; readonly when: "before" | "after" };

/** A fault and the requests that it affects. */
export interface Fault {
  /**
   * Affected requests: `METHOD host/path?query`, where `*` matches any text, such as `POST media-*.com/workflow` or
   * `PUT *queue*`. Or events of COS: `EVENT function event bucket/key`, such as `EVENT worker cos:* *`; their effects
   * are `drop`, `delay` and `repeat`. Or callbacks: `CALLBACK event subject`, such as `CALLBACK TaskFinish *`, with
   * `answer` as an additional effect. Or batches of messages: `CONSUME function topic`, whose effect is `repeat`: a
   * rebalance. Or calls of functions: `INVOKE function`; their effect is `kill`.
   */
  readonly match: string;
  /**
   * Number of matching requests that pass first.
   *
   * @default 0
   */
  readonly skip?: number;
  /**
   * Number of matching requests that are affected.
   *
   * @default 1
   */
  readonly times?: number;
  /**
   * Probability, from 0 to 1, that a matching request is affected.
   *
   * @default 1
   */
  readonly chance?: number;
  readonly effect: FaultEffect;
}
