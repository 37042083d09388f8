import { expect, it } from "vitest";
import { startCloud } from "../support";
import { call, refusalOf } from "./support";

const TOPIC = { InstanceId: "ckafka-1a2b3c4d", TopicName: "ci-callbacks" };
const CREATED = { ...TOPIC, PartitionNum: 3, ReplicaNum: 2, RetentionMs: 259_200_000, SegmentMs: 86_400_000 };

it("returns a topic as it was sent, adds partitions, and deletes it", async () => {
  const cloud = await startCloud();
  await call(cloud, "ckafka.CreateTopic", { ...CREATED, UncleanLeaderElectionEnable: 0, EnableWhiteList: 0 });
  const attributes = async (): Promise<unknown> => (await call(cloud, "ckafka.DescribeTopicAttributes", TOPIC)).Result;
  expect(await attributes()).toMatchObject({
    PartitionNum: 3,
    Config: { Retention: 259_200_000, SegmentMs: 86_400_000, UncleanLeaderElectionEnable: 0 },
  });

  await call(cloud, "ckafka.CreatePartition", { ...TOPIC, PartitionNum: 6 });
  await call(cloud, "ckafka.ModifyTopicAttributes", { ...TOPIC, RetentionMs: 60_000 });
  expect(await attributes()).toMatchObject({ PartitionNum: 6, Config: { Retention: 60_000 } });
  expect(cloud.topics.map(({ partitions }) => partitions.length)).toEqual([6]);

  const listed = async (): Promise<unknown> => (await call(cloud, "ckafka.DescribeTopicDetail", TOPIC)).Result;
  expect(await listed()).toMatchObject({ TotalCount: 1, TopicList: [{ TopicName: "ci-callbacks", ReplicaNum: 2 }] });
  await call(cloud, "ckafka.DeleteTopic", TOPIC);
  expect(await listed()).toMatchObject({ TotalCount: 0 });
});

it("refuses a second topic of the same name, and a missing topic", async () => {
  const cloud = await startCloud();
  await call(cloud, "ckafka.CreateTopic", CREATED);
  expect(await refusalOf(call(cloud, "ckafka.CreateTopic", CREATED))).toContain("ResourceInUse");
  expect(await refusalOf(call(cloud, "ckafka.DeleteTopic", { ...TOPIC, TopicName: "other" }))).toContain(
    "ResourceNotFound",
  );
});
