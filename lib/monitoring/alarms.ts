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

/** Status that the platform writes for a call in progress; 200 is a call that succeeded. */
const RUNNING = 202;

/** Options of the alarms on a function's log. */
export interface AlarmOptions {
  /** Ids of notices (CLS) that are notified, at least one; `AlarmNotice` creates a notice. */
  readonly noticeIds: readonly string[];

  /**
   * Alarm on errors: when the handler logs an error, as it does if your code fails, and when the platform
   * stops a call because of time, memory or a crash, which the handler cannot log.
   *
   * @default true
   */
  readonly errors?: boolean;

  /**
   * Alarm on dead letters: a callback of durable delivery, or the job of an upload, was given up. Inline delivery gives
   * nothing up: a failure there is an error.
   *
   * @default true
   */
  readonly deadLetters?: boolean;

  /**
   * Alarm on callbacks without a route. Without the alarm, such a callback is answered with 200 and lost. Leave it off
   * if the handler ignores some jobs of its queue on purpose.
   *
   * @default false
   */
  readonly unrouted?: boolean;

  /**
   * Alarm on silence: minutes without an accepted callback, from 5 to 1440. The log level must be `info` or
   * `debug`, otherwise accepted callbacks are not logged.
   *
   * @default - no alarm on silence
   */
  readonly silenceMinutes?: number;

  /**
   * Minutes until a continuing alarm is repeated.
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
   * Whether the function can give up callbacks or jobs, so that `deadLetters` applies.
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
  /** Undefined with `errors: false`. */
  public readonly errors?: ClsAlarm;
  /** Undefined with `deadLetters: false`, and for a function that never gives up. */
  public readonly deadLetters?: ClsAlarm;
  /** Undefined without `unrouted: true`. */
  public readonly unrouted?: ClsAlarm;
  /** Undefined without `silenceMinutes`. */
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
      throw new ValidationError("Alarms must have a receiver: give at least one of noticeIds (got none)", this);
    }
    if (!hasAlarm(props, givesUp)) {
      throw new ValidationError(
        "Alarms must include at least one (got errors: false and no other): leave alarms out",
        this,
      );
    }
    checkInteger(this, "Repetition of an alarm", repeatMinutes, { min: 1, max: DAY_MINUTES, unit: "minutes" });
    checkInteger(this, "Silence", silenceMinutes, { min: ERROR_WINDOW_MINUTES, max: DAY_MINUTES, unit: "minutes" });

    if (errors) {
      const errorFilter = `${lineContains('"level":"error"')} or SCF_StatusCode > ${RUNNING}`;
      this.errors = this.alarm("Errors", ERROR_WINDOW_MINUTES, errorFilter, "> 0");
    }
    if (deadLetters && givesUp) {
      const deadFilters = ["callback dead", "submission given up"].map((message) =>
        lineContains(`"message":"${message}"`),
      );
      this.deadLetters = this.alarm("DeadLetters", ERROR_WINDOW_MINUTES, deadFilters.join(" or "), "> 0");
    }
    if (unrouted) {
      this.unrouted = this.alarm("Unrouted", ERROR_WINDOW_MINUTES, lineContains('"outcome":"unrouted"'), "> 0");
    }
    if (silenceMinutes !== undefined) {
      this.silence = this.alarm("Silence", silenceMinutes, lineContains('"outcome":"accepted"'), "< 1");
    }
  }

  /** An alarm on the number of lines within a period that match a condition. */
  private alarm(id: string, minutes: number, filter: string, condition: string): ClsAlarm {
    const { functionName, topic, noticeIds, repeatMinutes = 60 } = this.props;
    return new ClsAlarm(this, id, {
      name: `${nameFromPath(this, NAME_LENGTH - id.length - 1)}-${id}`,
      alarmNoticeIds: [...noticeIds],
      alarmTargets: [
        {
          logsetId: topic.logsetId,
          topicId: topic.topicId,
          number: 1,
          // The topic may also have the lines of other functions.
          query: Fn.join("", [
            "SCF_FunctionName:",
            functionName,
            Fn.rawString(` | select count(*) as n where ${filter}`),
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
      lifecycle: { ignoreChanges: ["message_template"] }, // the platform may fill it in, and every plan would show that as a change
    });
  }
}

/** Whether the options set an alarm that applies to the function. */
export function hasAlarm({ errors, deadLetters, unrouted, silenceMinutes }: AlarmOptions, givesUp: boolean): boolean {
  return errors !== false || unrouted === true || silenceMinutes !== undefined || (givesUp && deadLetters !== false);
}

/** Condition on the content of a line. The handler writes JSON without spaces. */
function lineContains(text: string): string {
  return `SCF_Message like '%${text}%'`;
}
