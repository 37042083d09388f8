import { expect, it } from "vitest";
import type { LocalCloud } from "../../../local/cloud";
import { startCloud } from "../support";
import { call, refusalOf } from "./support";

async function withTopic(): Promise<{ cloud: LocalCloud; LogsetId: string; TopicId: string }> {
  const cloud = await startCloud();
  const { LogsetId } = (await call(cloud, "cls.CreateLogset", { LogsetName: "media" })) as { LogsetId: string };
  const topic = { LogsetId, TopicName: "callbacks", Period: 7 };
  const { TopicId } = (await call(cloud, "cls.CreateTopic", topic)) as { TopicId: string };
  return { cloud, LogsetId, TopicId };
}

const filtered = (Key: string, value: string) => ({ Filters: [{ Key, Values: [value] }], Offset: 0, Limit: 100 });

it("finds log sets and topics by their ids, and deletes a topic before its log set", async () => {
  const { cloud, LogsetId, TopicId } = await withTopic();
  expect(await call(cloud, "cls.DescribeLogsets", filtered("logsetId", LogsetId))).toMatchObject({
    TotalCount: 1,
    Logsets: [{ LogsetId, LogsetName: "media" }],
  });
  expect(await call(cloud, "cls.DescribeTopics", filtered("topicId", TopicId))).toMatchObject({
    Topics: [{ TopicId, LogsetId, TopicName: "callbacks", Period: 7 }],
  });
  expect(await call(cloud, "cls.DescribeTopics", filtered("topicId", "other"))).toMatchObject({
    TotalCount: 0,
    Topics: [],
  });
  await call(cloud, "cls.ModifyTopic", { TopicId, Period: 30 });
  expect(await call(cloud, "cls.DescribeTopics", filtered("topicId", TopicId))).toMatchObject({
    Topics: [{ TopicName: "callbacks", Period: 30 }],
  });

  expect(await refusalOf(call(cloud, "cls.DeleteLogset", { LogsetId }))).toBe("OperationDenied");
  await call(cloud, "cls.DeleteTopic", { TopicId });
  await call(cloud, "cls.DeleteLogset", { LogsetId });
  expect(cloud.resources).toEqual([]);
  expect(await refusalOf(call(cloud, "cls.DeleteTopic", { TopicId }))).toBe("ResourceNotFound.TopicNotExist");
});

it("stores an index as it was sent, nested objects included, until its topic is deleted", async () => {
  const { cloud, TopicId } = await withTopic();
  const Value = { Type: "text", Tokenizer: "", SqlFlag: true, ContainZH: true };
  const Rule = {
    FullText: { CaseSensitive: false, Tokenizer: " ", ContainZH: true },
    KeyValue: { CaseSensitive: true, KeyValues: [{ Key: "SCF_Message", Value }] },
  };
  await call(cloud, "cls.CreateIndex", { TopicId, Status: true, Rule });
  expect(await call(cloud, "cls.DescribeIndex", { TopicId })).toMatchObject({ TopicId, Status: true, Rule });
  await call(cloud, "cls.ModifyIndex", { TopicId, Status: false });
  expect(await call(cloud, "cls.DescribeIndex", { TopicId })).toMatchObject({ Status: false, Rule });
  await call(cloud, "cls.DeleteTopic", { TopicId });
  expect(await refusalOf(call(cloud, "cls.DescribeIndex", { TopicId }))).toBe("ResourceNotFound.IndexNotExist");
});

it("returns an alarm and its notice as they were sent, and refuses to delete a notice in use", async () => {
  const { cloud, LogsetId, TopicId } = await withTopic();
  const receiver = { ReceiverType: "Uin", ReceiverIds: [1], ReceiverChannels: ["Email"], StartTime: "00:00:00" };
  const { AlarmNoticeId } = (await call(cloud, "cls.CreateAlarmNotice", {
    Name: "operators",
    Type: "All",
    NoticeReceivers: [receiver],
  })) as { AlarmNoticeId: string };
  expect(await call(cloud, "cls.DescribeAlarmNotices", filtered("alarmNoticeId", AlarmNoticeId))).toMatchObject({
    AlarmNotices: [{ Name: "operators", NoticeReceivers: [{ ...receiver, Index: 1 }] }],
  });
  const alarm = {
    Name: "failures",
    AlarmTargets: [{ TopicId, LogsetId, Query: "*", Number: 1, StartTimeOffset: -15, EndTimeOffset: 0 }],
    MonitorTime: { Type: "Period", Time: 15 },
    Condition: "$1.count > 0",
    TriggerCount: 1,
    AlarmPeriod: 15,
    AlarmNoticeIds: [AlarmNoticeId],
    Status: true,
  };
  const { AlarmId } = (await call(cloud, "cls.CreateAlarm", alarm)) as { AlarmId: string };
  await call(cloud, "cls.ModifyAlarm", { AlarmId, TriggerCount: 2 });
  expect(await call(cloud, "cls.DescribeAlarms", filtered("alarmId", AlarmId))).toMatchObject({
    Alarms: [{ ...alarm, TriggerCount: 2 }],
  });
  expect(await refusalOf(call(cloud, "cls.CreateAlarm", alarm))).toBe("InvalidParameter.AlarmConflict");

  expect(await refusalOf(call(cloud, "cls.DeleteTopic", { TopicId }))).toBe("FailedOperation.BindedAlarm");
  expect(await refusalOf(call(cloud, "cls.DeleteAlarmNotice", { AlarmNoticeId }))).toBe(
    "OperationDenied.NoticeHasAlarm",
  );
  await call(cloud, "cls.DeleteAlarm", { AlarmId });
  await call(cloud, "cls.DeleteAlarmNotice", { AlarmNoticeId });
  expect(await call(cloud, "cls.DescribeAlarms")).toMatchObject({ TotalCount: 0 });
});
