/** What can be made to go wrong. Types alone, so that the inspector's page can use them. */

/** What goes wrong. */
export type FaultEffect =
  /** The call is carried out and its answer is lost: the connection closes. */
  | { readonly type: "drop" }
  /** The call is not carried out; this answer comes instead. */
  | {
      readonly type: "answer";
      readonly status: number;
      readonly body?: string;
      readonly headers?: Record<string, string>;
    }
  /** The call is carried out, or the event or callback arrives, after a while; those of others overtake it. */
  | { readonly type: "delay"; readonly ms: number }
  /** The event or callback arrives so many times. */
  | { readonly type: "repeat"; readonly times: number }
  /**
   * The process of the function that makes the call is killed, before the call is carried out or after; or the process
   * that is called, before it has answered or after.
   */
  | { readonly type: "kill"; readonly when: "before" | "after" };

/** A fault and the requests that it meets. */
export interface Fault {
  /**
   * Which requests: `METHOD host/path?query`, in which `*` stands for anything, such as `POST media-*.com/workflow` or
   * `PUT *queue*`. Or which events of COS: `EVENT function event bucket/key`, such as `EVENT worker cos:* *`; those know
   * `drop`, `delay` and `repeat`. Or which callbacks: `CALLBACK event subject`, such as `CALLBACK TaskFinish *`; those
   * know `answer` as well. Or which calls of functions: `INVOKE function`; those know `kill`.
   */
  readonly match: string;
  /**
   * Matching requests that pass before.
   *
   * @default 0
   */
  readonly skip?: number;
  /**
   * Matching requests that are met.
   *
   * @default 1
   */
  readonly times?: number;
  /**
   * Chance with which one of these is met, from 0 to 1.
   *
   * @default 1
   */
  readonly chance?: number;
  readonly effect: FaultEffect;
}
