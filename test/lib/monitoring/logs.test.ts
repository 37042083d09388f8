import { Fn, Token } from "cdktf";
import { describe, expect, it } from "vitest";
import { AlarmNotice, CallbackFunction } from "../../../lib";
import type { AlarmNoticeProps, CallbackFunctionOptions, FunctionDelivery } from "../../../lib";
import { CODE, newStack, resource, resources } from "../support";

const NOTICES = { noticeIds: ["notice-1"] };

function stackWith(options: CallbackFunctionOptions, delivery?: FunctionDelivery) {
  const stack = newStack();
  new CallbackFunction(stack, "Function", { code: CODE, delivery, ...options });
  return stack;
}

describe("the log of a CallbackFunction", () => {
  it("is left to the platform by default", () => {
    const stack = stackWith({});
    expect(resources(stack, "tencentcloud_cls_topic")).toEqual([]);
    expect(resource(stack, "tencentcloud_scf_function")).not.toHaveProperty("cls_topic_id");
  });

  it.each([
    [undefined, 30],
    [7, 7],
    [Infinity, 3640],
  ])("goes to a searchable topic that keeps it for %s days", (retentionDays, period) => {
    const stack = stackWith({ logs: { retentionDays }, tags: { team: "media" } });
    expect(resource(stack, "tencentcloud_cls_topic")).toMatchObject({ period, tags: { team: "media" } });
    expect(resource(stack, "tencentcloud_cls_topic")).not.toHaveProperty("storage_type");
    expect(resource(stack, "tencentcloud_scf_function")).toMatchObject({
      cls_logset_id: expect.stringMatching(/^\$\{tencentcloud_cls_logset\.\w+\.id\}$/) as string,
      cls_topic_id: expect.stringMatching(/^\$\{tencentcloud_cls_topic\.\w+\.id\}$/) as string,
    });
    const { key_value } = resource(stack, "tencentcloud_cls_index").rule as {
      key_value: { key_values: { key: string }[] };
    };
    expect(key_value.key_values.map(({ key }) => key)).toEqual([
      "SCF_FunctionName",
      "SCF_RequestId",
      "SCF_Level",
      "SCF_Message",
      "SCF_StatusCode",
    ]);
  });

  it("goes to a new topic of an existing logset", () => {
    const stack = stackWith({ logs: { logsetId: "set", retentionDays: 7 } });
    expect(resources(stack, "tencentcloud_cls_logset")).toEqual([]);
    expect(resource(stack, "tencentcloud_cls_topic")).toMatchObject({ logset_id: "set", period: 7 });
    expect(resource(stack, "tencentcloud_scf_function")).toMatchObject({ cls_logset_id: "set" });
  });

  it.each<[object, string]>([
    [{ topicId: "topic" }, "Topic of the log must come with its logset (got topic alone)"],
    [{ logsetId: "set", topicId: "" }, 'Topic of the log must not be empty (got "")'],
    [{ logsetId: "" }, 'Logset of the log must not be empty (got "")'],
    [
      { logsetId: "set", topicId: "topic", retentionDays: 7 },
      "Retention of the log must be left out with an existing topic (got 7 for topic)",
    ],
  ])("refuses %j", (logs, message) => {
    expect(() => stackWith({ logs })).toThrow(message);
  });

  it("goes to an existing topic", () => {
    const stack = stackWith({ logs: { logsetId: "set", topicId: "topic" } });
    expect(resource(stack, "tencentcloud_scf_function")).toMatchObject({ cls_logset_id: "set", cls_topic_id: "topic" });
    expect(resources(stack, "tencentcloud_cls_topic")).toEqual([]);
  });

  it.each([0, 3601, 1.5, NaN])("refuses to be kept for %s days", (retentionDays) => {
    expect(() => stackWith({ logs: { retentionDays } })).toThrow(
      `[stack/Function/Logs] Retention of the log must be 1 to 3600 days or Infinity (got ${retentionDays})`,
    );
  });
});

describe("the alarms of a CallbackFunction", () => {
  it("create their own topic and count errors in it", () => {
    const stack = stackWith({ alarms: NOTICES });
    expect(resources(stack, "tencentcloud_cls_topic")).toHaveLength(1);
    expect(resource(stack, "tencentcloud_cls_alarm")).toMatchObject({
      name: expect.stringMatching(/^stack-Function-Alarms-\w+-Errors$/) as string,
      alarm_notice_ids: ["notice-1"],
      alarm_targets: [
        {
          number: 1,
          query: expect.stringMatching(
            /"SCF_FunctionName:", tencentcloud_scf_function.*like '%\\"level\\":\\"error\\"%' or SCF_StatusCode > 202"/,
          ) as string,
          start_time_offset: -5,
          end_time_offset: 0,
        },
      ],
      condition: "$1.n > 0",
      alarm_period: 60,
    });
  });

  it("count abandoned submissions of uploads, separately from errors", () => {
    const stack = stackWith({ alarms: { ...NOTICES, errors: false } }, { role: "submitter", settings: {} });
    const { name, alarm_targets: targets } = resource(stack, "tencentcloud_cls_alarm");
    expect(name).toMatch(/-DeadLetters$/);
    expect(JSON.stringify(targets)).toContain("callback dead");
    expect(JSON.stringify(targets)).toContain("submission given up");
  });

  it("accept tokens for minutes and log level", () => {
    const silenceMinutes = Token.asNumber(Fn.parseint("60", 10));
    const logLevel = "${var.level}" as "info";
    const stack = stackWith({ logLevel, alarms: { ...NOTICES, errors: false, silenceMinutes } });
    expect(resource(stack, "tencentcloud_cls_alarm")).toMatchObject({
      alarm_targets: [{ start_time_offset: '${-parseint("60", 10)}' }],
      monitor_time: { time: 5 },
    });
  });

  it("detect silence as an option", () => {
    const stack = stackWith({
      alarms: { ...NOTICES, errors: false, silenceMinutes: 60 },
      logs: { logsetId: "s", topicId: "t" },
    });
    expect(resource(stack, "tencentcloud_cls_alarm")).toMatchObject({
      alarm_targets: [{ logset_id: "s", topic_id: "t", start_time_offset: -60 }],
      condition: "$1.n < 1",
    });
  });

  it("count unrouted callbacks as an option", () => {
    const stack = stackWith({ alarms: { ...NOTICES, errors: false, unrouted: true } });
    expect(JSON.stringify(resource(stack, "tencentcloud_cls_alarm"))).toContain("outcome");
    expect(resource(stack, "tencentcloud_cls_alarm")).toMatchObject({ condition: "$1.n > 0" });
  });

  it.each<[string, CallbackFunctionOptions, string]>([
    [
      "nobody to notify",
      { alarms: { noticeIds: [] } },
      "[stack/Function/Alarms] Alarms must have a receiver: give at least one of noticeIds (got none)",
    ],
    [
      "to be none",
      { alarms: { ...NOTICES, errors: false } },
      "[stack/Function/Alarms] Alarms must include at least one (got errors: false and no other): leave alarms out",
    ],
    [
      "a minute of silence",
      { alarms: { ...NOTICES, silenceMinutes: 1 } },
      "Silence must be a whole number from 5 to 1440 minutes (got 1)",
    ],
    [
      "silence that the log cannot tell",
      { logLevel: "warn", alarms: { ...NOTICES, silenceMinutes: 60 } },
      '[stack/Function] Alarm on silence must have every callback in the log: set logLevel to "info" (got "warn")',
    ],
  ])("refuse %s", (_case, options, message) => {
    expect(() => stackWith(options)).toThrow(message);
  });
});

describe("AlarmNotice", () => {
  const receiver = { type: "Uin", ids: [100001], channels: ["Email", "Sms"] } as const;
  const webhook = { type: "WeCom", url: "https://example.com/robot" } as const;
  const make = (props: AlarmNoticeProps) => {
    const stack = newStack();
    return { stack, notice: new AlarmNotice(stack, "OnCall", props) };
  };

  it("notifies people and webhooks at any hour, for alarms of several functions", () => {
    const { stack, notice } = make({ receivers: [receiver], webhooks: [webhook] });
    for (const id of ["A", "B"])
      new CallbackFunction(stack, id, { code: CODE, alarms: { noticeIds: [notice.noticeId] } });
    expect(resource(stack, "tencentcloud_cls_alarm_notice")).toMatchObject({
      type: "All",
      notice_receivers: [
        { receiver_type: "Uin", receiver_ids: [100001], receiver_channels: ["Email", "Sms"], end_time: "23:59:59" },
      ],
      web_callbacks: [{ callback_type: "WeCom", url: "https://example.com/robot" }],
    });
    for (const { alarm_notice_ids: ids } of resources(stack, "tencentcloud_cls_alarm")) {
      expect(ids).toEqual([expect.stringMatching(/^\$\{tencentcloud_cls_alarm_notice\.OnCall_\w+\.id\}$/)]);
    }
  });

  it.each<[AlarmNoticeProps, string]>([
    [{}, "Notice of an alarm must have receivers or webhooks (got none)"],
    [{ receivers: [{ ...receiver, ids: [] }] }, "Receiver of an alarm must have at least one id and one channel"],
    [{ receivers: [{ ...receiver, channels: ["Fax" as "Sms"] }] }, "Channel of an alarm must be one of Email, Sms,"],
    [{ webhooks: [{ ...webhook, url: "robot" }] }, "Address of a webhook must start with https:// or http:// (got"],
  ])("refuses %j", (props, message) => {
    expect(() => make(props)).toThrow(`[stack/OnCall] ${message}`);
  });
});
