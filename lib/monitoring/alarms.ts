import { Fn, Op, Token } from "cdktf";
import { Construct } from "constructs";
import { ClsAlarm } from "#tencentcloud/cls-alarm";
import { checkInteger, isKnown } from "../validation/check";
import { ValidationError } from "../validation/errors";
import type { LogTopic } from "./logs";
import { nameFromPath } from "../terraform/names";

const NAME_LENGTH = 60;
const ERROR_WINDOW_MINUTES = 5;
const DAY_MINUTES = 1440;

/** What the platform writes for a call that is under way; 200 is one that ended well. */
const RUNNING = 202;

/** Options of the alarms on a function's log. */
export interface AlarmOptions {
  /** Whom to notify: ids of notices (CLS), at least one; `AlarmNotice` makes one. */
  readonly noticeIds: readonly string[];

  /**
   * Whether to raise an alarm when the handler logs an error, as it does when the user's code fails, or when the platform
   * ends a call for time, memory or a crash, of which the handler can log nothing.
   *
   * @default true
   */
  readonly errors?: boolean;

  /**
   * Whether to raise an alarm of its own when something is given up: a callback of durable delivery, or the job of an
   * upload. Inline delivery gives nothing up: what fails there is an error.
   *
   * @default true
   */
  readonly deadLetters?: boolean;

  /**
   * Whether to raise an alarm when a callback comes that no route of the handler takes. It is answered 200 and lost
   * otherwise; leave it off where the handler is meant to pass over some jobs of its queue.
   *
   * @default false
   */
  readonly unrouted?: boolean;

  /**
   * Minutes without any accepted callback after which to raise an alarm, from 5 to 1440. The log level must be `info` or
   * `debug`, else no callback leaves a trace.
   *
   * @default - silence is no alarm
   */
  readonly silenceMinutes?: number;

  /**
   * Minutes until an alarm that lasts is repeated.
   *
   * @default 60
   */
  readonly repeatMinutes?: number;
}

/** Properties of `FunctionAlarms`. */
export interface FunctionAlarmsProps extends AlarmOptions {
  readonly functionName: string;
  readonly topic: LogTopic;
  /**
   * Whether the function gives up what fails too often, so that `deadLetters` has something to see.
   *
   * @default false
   */
  readonly givesUp?: boolean;
}

/**
 * Alarms on the log of a callback function.
 *
 * @see https://cloud.tencent.com/document/product/614/51741
 */
export class FunctionAlarms extends Construct {
  /** Absent with `errors: false`. */
  public readonly errors?: ClsAlarm;
  /** Absent with `deadLetters: false`, and for a function that gives nothing up. */
  public readonly deadLetters?: ClsAlarm;
  /** Absent without `unrouted: true`. */
  public readonly unrouted?: ClsAlarm;
  /** Absent without `silenceMinutes`. */
  public readonly silence?: ClsAlarm;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: FunctionAlarmsProps,
  ) {
    super(scope, id);
    const { noticeIds, errors = true, deadLetters = true, givesUp = false, silenceMinutes, repeatMinutes } = props;
    const { unrouted = false } = props;
    if (isKnown(noticeIds) && noticeIds.length === 0) {
      throw new ValidationError("Alarms must notify somebody: give at least one of noticeIds (got none)", this);
    }
    if (!hasAlarm(props, givesUp)) {
      throw new ValidationError("Alarms must be at least one (got errors: false and no other): leave alarms out", this);
    }
    checkInteger(this, "Repetition of an alarm", repeatMinutes, { min: 1, max: DAY_MINUTES, unit: "minutes" });
    checkInteger(this, "Silence", silenceMinutes, { min: ERROR_WINDOW_MINUTES, max: DAY_MINUTES, unit: "minutes" });

    if (errors) {
      const failed = `${logged('"level":"error"')} or SCF_StatusCode > ${RUNNING}`;
      this.errors = this.alarm("Errors", ERROR_WINDOW_MINUTES, failed, "> 0");
    }
    if (deadLetters && givesUp) {
      const dead = ["callback dead", "submission given up"].map((message) => logged(`"message":"${message}"`));
      this.deadLetters = this.alarm("DeadLetters", ERROR_WINDOW_MINUTES, dead.join(" or "), "> 0");
    }
    if (unrouted) {
      this.unrouted = this.alarm("Unrouted", ERROR_WINDOW_MINUTES, logged('"outcome":"unrouted"'), "> 0");
    }
    if (silenceMinutes !== undefined) {
      this.silence = this.alarm("Silence", silenceMinutes, logged('"outcome":"accepted"'), "< 1");
    }
  }

  /** An alarm on how many lines of a time meet a condition. */
  private alarm(id: string, minutes: number, where: string, condition: string): ClsAlarm {
    const { functionName, topic, noticeIds, repeatMinutes = 60 } = this.props;
    return new ClsAlarm(this, id, {
      name: `${nameFromPath(this, NAME_LENGTH - id.length - 1)}-${id}`,
      alarmNoticeIds: [...noticeIds],
      alarmTargets: [
        {
          logsetId: topic.logsetId,
          topicId: topic.topicId,
          number: 1,
          // The topic may hold other functions too.
          query: Fn.join("", [
            "SCF_FunctionName:",
            functionName,
            Fn.rawString(` | select count(*) as n where ${where}`),
          ]),
          startTimeOffset: isKnown(minutes) ? -minutes : Token.asNumber(Op.negate(minutes)),
          endTimeOffset: 0,
        },
      ],
      condition: `$1.n ${condition}`,
      monitorTime: { type: "Period", time: ERROR_WINDOW_MINUTES },
      triggerCount: 1,
      alarmPeriod: repeatMinutes,
      status: true,
      lifecycle: { ignoreChanges: ["message_template"] }, // the platform may fill it in, which would show in every plan
    });
  }
}

/** Whether a function gets any alarm of those that are wanted. */
export function hasAlarm({ errors, deadLetters, unrouted, silenceMinutes }: AlarmOptions, givesUp: boolean): boolean {
  return errors !== false || unrouted === true || silenceMinutes !== undefined || (givesUp && deadLetters !== false);
}

/** Condition on what a line contains: the handler writes JSON without spaces. */
function logged(text: string): string {
  return `SCF_Message like '%${text}%'`;
}
