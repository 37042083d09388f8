import { describe, expect, it } from "vitest";
import { CallbackFunction } from "../../lib";
import type { CallbackFunctionOptions } from "../../lib";
import { CODE, newStack, resource, resources } from "./support";

const NOTICES = { noticeIds: ["notice-1"] };

function stackWith(options: CallbackFunctionOptions) {
  const stack = newStack();
  new CallbackFunction(stack, "Function", { code: CODE, ...options });
  return stack;
}

describe("the log of a CallbackFunction", () => {
  it("is left to the platform while nothing is asked for", () => {
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
    ]);
  });

  it("goes to a topic that exists", () => {
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
  it("make a topic of their own and watch it for errors", () => {
    const stack = stackWith({ alarms: NOTICES });
    expect(resources(stack, "tencentcloud_cls_topic")).toHaveLength(1);
    expect(resource(stack, "tencentcloud_cls_alarm")).toMatchObject({
      name: expect.stringMatching(/^stack-Function-Alarms-\w+-Errors$/) as string,
      alarm_notice_ids: ["notice-1"],
      alarm_targets: [
        {
          number: 1,
          query: expect.stringMatching(
            /"SCF_FunctionName:", tencentcloud_scf_function.*like '%", "\\"level\\":\\"error\\"", "%'"/,
          ) as string,
          start_time_offset: -5,
          end_time_offset: 0,
        },
      ],
      condition: "$1.n > 0",
      alarm_period: 60,
    });
  });

  it("watch for silence when told so", () => {
    const stack = stackWith({
      alarms: { ...NOTICES, errors: false, silenceMinutes: 60 },
      logs: { logsetId: "s", topicId: "t" },
    });
    expect(resource(stack, "tencentcloud_cls_alarm")).toMatchObject({
      alarm_targets: [{ logset_id: "s", topic_id: "t", start_time_offset: -60 }],
      condition: "$1.n < 1",
    });
  });

  it.each<[string, CallbackFunctionOptions, string]>([
    [
      "nobody to notify",
      { alarms: { noticeIds: [] } },
      "[stack/Function/Alarms] Alarms must notify somebody: give at least one of noticeIds (got none)",
    ],
    [
      "a minute of silence",
      { alarms: { ...NOTICES, silenceMinutes: 1 } },
      "Silence must be a whole number from 5 to 1440 minutes (got 1)",
    ],
    [
      "silence that the log cannot tell",
      { logLevel: "warn", alarms: { ...NOTICES, silenceMinutes: 60 } },
      '[stack/Function] Alarm on silence must see every callback in the log: raise logLevel to "info" (got "warn")',
    ],
  ])("refuse %s", (_case, options, message) => {
    expect(() => stackWith(options)).toThrow(message);
  });
});
