import { expect, it } from "vitest";
import { CiClient } from "../../api/client";
import { disableMedia, enableMedia } from "../../api/media-buckets";
import { QUEUE_FAMILY_NAMES } from "../../api/queue-families";
import { describeTerraform } from "../support/terraform";
import {
  BUCKET,
  deployable,
  expectNoChanges,
  ok,
  queue,
  queueOf,
  REGION,
  SECRET,
  SERVICE,
  URL_ONE,
  valuesOf,
} from "./support";

const NOTIFY_CONFIG = `notify_config = { url = "${URL_ONE}", result_format = "JSON" }`;

const KAFKA = { Region: "gz", InstanceId: "i", Topic: "t" };

/** Callback settings of queues whose resource sets a name alone. */
const THEIRS = {
  kafka: { State: "On", Type: "Kafka", Event: "TaskFinish", KafkaConfig: KAFKA },
  tdmq: { State: "On", Type: "TDMQ", Event: "TaskFinish", MqMode: "Topic", MqRegion: "gz", MqName: "t" },
  url: { State: "On", Type: "Url", Event: "TaskFinish", Url: "https://elsewhere.example.com/" },
};

const bucketOf = (label: string): string => `${label}-1250000000`;

/** The same resources under a label, in a bucket of its own. */
const inBucketOf = (label: string, config: string): string =>
  config.replaceAll('"this"', `"${label}"`).replaceAll(".this.", `.${label}.`).replaceAll(BUCKET, bucketOf(label));

describeTerraform("tencentci_media_queue", () => {
  it("turns the service on, adopts its queue, repairs a change from outside, and restores the old settings", async () => {
    const { cloud, terraform } = await deployable(queue(NOTIFY_CONFIG), { queueVisibleMs: 700 });
    const applied = ok(await terraform.apply());
    expect(applied.text).toContain("2 added, 0 changed, 0 destroyed");
    expect(applied.stdout + applied.stderr).not.toContain(SECRET);
    expect(cloud.queues(BUCKET)).toHaveLength(1);
    expect(cloud.queues(BUCKET)[0]).toMatchObject({
      Name: "queue-1",
      NotifyConfig: {
        State: "On",
        Url: URL_ONE,
        Type: "Url",
        Event: "TaskFinish,WorkflowFinish",
        ResultFormat: "JSON",
      },
    });
    const id = cloud.queues(BUCKET)[0]!.QueueId;
    expect(await valuesOf(terraform, "tencentci_media_queue")).toMatchObject({
      id: `${REGION}/${BUCKET}/${id}`,
      queue_id: id,
      category: "Transcoding",
      region: REGION,
      state: "Active",
    });
    await expectNoChanges(terraform);

    cloud.changeQueue(BUCKET, { NotifyConfig: { State: "Off" } });
    const plan = await terraform.plan();
    expect(plan.code).toBe(2);
    expect(plan.text).toMatch(/state += "Off" -> "On"/);
    ok(await terraform.apply());
    expect(cloud.queues(BUCKET)[0]).toMatchObject({ NotifyConfig: { State: "On", Url: URL_ONE } });
    await expectNoChanges(terraform);

    expect(ok(await terraform.destroy()).text).toContain("2 destroyed");
    expect(cloud.queues(BUCKET)[0]).toMatchObject({ Name: "queue-1", NotifyConfig: { State: "Off", Url: "" } });
  });

  it("changes name, state and callback settings only if set, in place, and restores the former ones", async () => {
    const named = Object.keys(THEIRS);
    const { cloud, terraform } = await deployable(
      [SERVICE, ...named.map((label) => inBucketOf(label, SERVICE))].join(""),
      {
        buckets: [BUCKET, ...named.map(bucketOf)],
      },
    );
    ok(await terraform.apply());
    const formerNotify = {
      State: "On",
      Url: "https://theirs.example.com/x",
      Type: "Url",
      Event: "TaskFinish",
      ResultFormat: "XML",
    };
    cloud.changeQueue(BUCKET, { Name: "theirs", NotifyConfig: formerNotify });
    for (const [label, callbacks] of Object.entries(THEIRS)) {
      cloud.changeQueue(bucketOf(label), { NotifyConfig: callbacks });
    }

    const onlyNames = named.map((label) => inBucketOf(label, queue(`name = "ours"`))).join("");
    await terraform.configure(queue(NOTIFY_CONFIG) + onlyNames);
    ok(await terraform.apply());
    expect(cloud.queues(BUCKET)[0]).toMatchObject({ Name: "theirs", NotifyConfig: { Url: URL_ONE } });
    for (const [label, callbacks] of Object.entries(THEIRS)) {
      expect(cloud.queues(bucketOf(label))[0]).toMatchObject({ Name: "ours", NotifyConfig: callbacks });
    }

    await terraform.configure(queue(`name = "ours"\n state = "Paused"\n ${NOTIFY_CONFIG}`) + onlyNames);
    const changed = ok(await terraform.apply());
    expect(changed.text).toContain("0 added, 1 changed, 0 destroyed");
    expect(cloud.queues(BUCKET)[0]).toMatchObject({ Name: "ours", State: "Paused", NotifyConfig: { Url: URL_ONE } });
    await expectNoChanges(terraform);

    ok(await terraform.destroy());
    expect(cloud.queues(BUCKET)[0]).toMatchObject({ Name: "theirs", State: "Active", NotifyConfig: formerNotify });
    for (const [label, callbacks] of Object.entries(THEIRS)) {
      expect(cloud.queues(bucketOf(label))[0]).toMatchObject({ Name: "queue-1", NotifyConfig: callbacks });
    }
  });

  it("reports to a Kafka topic, and to a URL after a change", async () => {
    const topic = `kafka_region = "ap-guangzhou"\n kafka_instance_id = "ckafka-1"\n kafka_topic = "ci"`;
    const { cloud, terraform } = await deployable(queue(`notify_config = {\n type = "Kafka"\n ${topic}\n }`));
    ok(await terraform.apply());
    const kafka = { Region: "ap-guangzhou", InstanceId: "ckafka-1", Topic: "ci" };
    expect(cloud.queues(BUCKET)[0]).toMatchObject({ NotifyConfig: { State: "On", Type: "Kafka", KafkaConfig: kafka } });
    await expectNoChanges(terraform);

    await terraform.configure(queue(NOTIFY_CONFIG));
    expect(ok(await terraform.apply()).text).toContain("0 added, 1 changed, 0 destroyed");
    expect(cloud.queues(BUCKET)[0]?.NotifyConfig).not.toHaveProperty("KafkaConfig");
    await expectNoChanges(terraform);
  });

  it("adopts the queue of each of CI's services, imports it, and restores the old settings", async () => {
    const families = QUEUE_FAMILY_NAMES.filter((family) => family !== "media");
    const { cloud, terraform } = await deployable(families.map((family) => queueOf(family)).join("\n"));
    expect(ok(await terraform.apply()).text).toContain("10 added");
    for (const family of families) {
      expect(cloud.queues(BUCKET, family)).toMatchObject([{ NotifyConfig: { State: "On", Url: URL_ONE } }]);
    }
    expect(cloud.queues(BUCKET)).toEqual([]);
    await expectNoChanges(terraform);

    const [document] = cloud.queues(BUCKET, "document");
    ok(await terraform.run(["state", "rm", "tencentci_media_queue.document"]));
    ok(await terraform.import("tencentci_media_queue.document", `${BUCKET}/document/${document!.QueueId}`));
    await expectNoChanges(terraform);

    ok(await terraform.destroy());
    for (const family of families)
      expect(cloud.queues(BUCKET, family)).toMatchObject([{ NotifyConfig: { State: "Off" } }]);
  });

  it("imports a queue without a change and turns its callback off at destroy", async () => {
    const { cloud, terraform } = await deployable(SERVICE);
    ok(await terraform.apply());
    const notify = { State: "On", Url: URL_ONE, Type: "Url", Event: "WorkflowFinish,TaskFinish", ResultFormat: "JSON" };
    cloud.changeQueue(BUCKET, { NotifyConfig: notify });
    await terraform.configure(queue(NOTIFY_CONFIG));
    const { QueueId } = cloud.queues(BUCKET)[0]!;
    ok(await terraform.import("tencentci_media_queue.this", `${BUCKET}/${QueueId}`));
    await expectNoChanges(terraform);
    ok(await terraform.destroy());
    expect(cloud.queues(BUCKET)[0]).toMatchObject({ NotifyConfig: { State: "Off" } });
  });

  it("refuses an invalid import id, and one of a missing queue", async () => {
    const { terraform } = await deployable(queue(NOTIFY_CONFIG));
    const odd = await terraform.import("tencentci_media_queue.this", "nonsense/media/p1");
    expect(odd.text).toContain(
      "The id must be <region>/<bucket>[/<family>]/<queueId>, or <bucket>[/<family>]/<queueId>",
    );
    expect(odd.text).toContain('in the provider\'s region (got "nonsense/media/p1")');
    const none = await terraform.import("tencentci_media_queue.this", `${BUCKET}/p123`);
    expect(none.text).toContain(`The bucket ${BUCKET} in ${REGION} has no media queue p123.`);
  });

  it("gives a remedy if the media service is off", async () => {
    const { terraform } = await deployable(
      `resource "tencentci_media_queue" "this" {\n bucket = "${BUCKET}"\n ${NOTIFY_CONFIG}\n}`,
    );
    const applied = await terraform.apply();
    expect(applied.code).toBe(1);
    expect(applied.text).toContain("Looking for the media queue of media-1250000000 failed");
  });

  it("lists the queues if an id is wrong", async () => {
    const { cloud, terraform } = await deployable(queue(`queue_id = "p404"\n ${NOTIFY_CONFIG}`));
    const applied = await terraform.apply();
    expect(applied.text).toContain("No such media queue");
    expect(applied.text).toContain(cloud.queues(BUCKET)[0]!.QueueId);
    expect(applied.text).toContain("on main.tf line");
  });

  it("adopts the new queue after the service was turned off and on outside Terraform", async () => {
    const { cloud, terraform } = await deployable(queue(NOTIFY_CONFIG));
    ok(await terraform.apply());
    const before = cloud.queues(BUCKET)[0]!.QueueId;
    const client = new CiClient({ credentials: cloud.credential, endpoint: cloud.url });
    const address = { bucket: BUCKET, region: REGION };
    await disableMedia(client, address);
    await enableMedia(client, address);
    expect(ok(await terraform.apply()).text).toContain("1 added, 0 changed, 0 destroyed");
    expect(cloud.queues(BUCKET)).toHaveLength(1);
    expect(cloud.queues(BUCKET)[0]!.QueueId).not.toBe(before);
  });
});
