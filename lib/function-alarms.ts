import { Fn } from "cdktf";
import { Construct } from "constructs";
import { ClsAlarm } from "#tencentcloud/cls-alarm";
import { checkInteger, isKnown } from "./check";
import { ValidationError } from "./errors";
import type { LogTopic } from "./function-logs";
import { nameFromPath } from "./names";

const NAME_LENGTH = 60;
const ERROR_WINDOW_MINUTES = 5;
const DAY_MINUTES = 1440;

/** Options of the alarms on a function's log. */
export interface AlarmOptions {
  /** Whom to notify: ids of notice groups (CLS), at least one. */
  readonly noticeIds: readonly string[];

  /**
   * Whether to raise an alarm when the handler logs an error, as it does when the user's code fails.
   *
   * @default true
   */
  readonly errors?: boolean;

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
}

/**
 * Alarms on the log of a callback function.
 *
 * @see https://cloud.tencent.com/document/product/614/51741
 */
export class FunctionAlarms extends Construct {
  /** Absent with `errors: false`. */
  public readonly errors?: ClsAlarm;
  /** Absent without `silenceMinutes`. */
  public readonly silence?: ClsAlarm;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: FunctionAlarmsProps,
  ) {
    super(scope, id);
    const { noticeIds, errors = true, silenceMinutes, repeatMinutes } = props;
    if (isKnown(noticeIds) && noticeIds.length === 0) {
      throw new ValidationError("Alarms must notify somebody: give at least one of noticeIds (got none)", this);
    }
    checkInteger(this, "Repetition of an alarm", repeatMinutes, { min: 1, max: DAY_MINUTES, unit: "minutes" });
    checkInteger(this, "Silence", silenceMinutes, { min: 5, max: DAY_MINUTES, unit: "minutes" });

    if (errors) this.errors = this.alarm("Errors", ERROR_WINDOW_MINUTES, '"level":"error"', "> 0");
    if (silenceMinutes !== undefined)
      this.silence = this.alarm("Silence", silenceMinutes, '"outcome":"accepted"', "< 1");
  }

  /** An alarm on how many lines of a time contain a text. */
  private alarm(id: string, minutes: number, text: string, condition: string): ClsAlarm {
    const { functionName, topic, noticeIds, repeatMinutes = 60 } = this.props;
    return new ClsAlarm(this, id, {
      name: `${nameFromPath(this, NAME_LENGTH - id.length - 1)}-${id}`,
      alarmNoticeIds: [...noticeIds],
      alarmTargets: [
        {
          logsetId: topic.logsetId,
          topicId: topic.topicId,
          number: 1,
          // The handler writes its lines as JSON without spaces. The topic may hold other functions too.
          query: Fn.join("", [
            "SCF_FunctionName:",
            functionName,
            ` | select count(*) as n where SCF_Message like '%`,
            Fn.rawString(text),
            "%'",
          ]),
          startTimeOffset: -minutes,
          endTimeOffset: 0,
        },
      ],
      condition: `$1.n ${condition}`,
      monitorTime: { type: "Period", time: Math.min(minutes, ERROR_WINDOW_MINUTES) },
      triggerCount: 1,
      alarmPeriod: repeatMinutes,
      status: true,
    });
  }
}
