import { describe, expect, it } from "vitest";
import { NO_NOTIFY, readNotifyConfig, writeNotifyConfig } from "../../api/notify-config";

describe("notification settings", () => {
  it("are written as they were read, unknown settings included", () => {
    const NotifyConfig = {
      State: "On",
      Type: "Novel",
      Event: "TaskFinish",
      NovelConfig: { Depth: "1" },
      KafkaConfig: { Region: "ap-guangzhou", InstanceId: "ckafka-1", Topic: "ci" },
    };
    expect(writeNotifyConfig(readNotifyConfig({ NotifyConfig }))).toEqual(NotifyConfig);
  });

  it("are all empty if none are set", () => {
    expect(readNotifyConfig({})).toEqual({ ...NO_NOTIFY, state: "" });
    expect(writeNotifyConfig(NO_NOTIFY)).toEqual({ State: "Off" });
  });
});
