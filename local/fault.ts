/** Faults that can be injected. Only types, so that the inspector's page can import them. */

/** The effect of a fault. */
export type FaultEffect =
  /** The call is executed and its answer is lost: the connection closes. */
  | { readonly type: "drop" }
  /** The call is not executed; this answer is sent instead. */
  | {
      readonly type: "answer";
      readonly status: number;
      readonly body?: string;
      readonly headers?: Record<string, string>;
    }
  /** The call is executed, or the event or callback arrives, after a delay. Later ones may arrive first. */
  | { readonly type: "delay"; readonly ms: number }
  /** The event or callback arrives this many times. */
  | { readonly type: "repeat"; readonly times: number }
  /**
   * Kills the process of the function that makes the call, before or after the call is executed. For `INVOKE`: kills
   * the called process, before or after its answer.
   */
  | { readonly type: "kill"; readonly when: "before" | "after" };

/** A fault and the requests that it affects. */
export interface Fault {
  /**
   * One of these patterns, in which `*` matches any text:
   * - requests: `METHOD host/path?query`, such as `POST media-*.com/workflow` or `PUT *queue*`
   * - events of COS: `EVENT function event bucket/key`, such as `EVENT worker cos:* *`; effects `drop`, `delay`, `repeat`
   * - callbacks: `CALLBACK event subject`, such as `CALLBACK TaskFinish *`; effects as for events, and `answer`
   * - batches of messages: `CONSUME function topic`; effect `repeat`, as in a rebalance
   * - calls of functions: `INVOKE function`; effect `kill`
   */
  readonly match: string;
  /**
   * Number of matching requests that pass before the first affected one.
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
