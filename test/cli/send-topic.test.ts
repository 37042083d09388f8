import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { callbackAddresses } from "../../cli/local/addresses";
import { runReplay } from "../../cli/send/replay";
import { runSend } from "../../cli/send/send";
import { PROGRAM } from "../../harness/durable-deployment";
import { deployTopic } from "../../harness/topic-deployment";
import type { LocalCloud } from "../../local/cloud";
import { sampleCallback } from "../../local/samples";
import { BUCKET, enableMedia, startCloud } from "../local/support";
import { sessionProject } from "./session-project";

/** A project whose local pipeline has these addresses. */
function announce(cloud: LocalCloud): string {
  const { project, session } = sessionProject();
  writeFileSync(join(project, "terraform.tfstate"), "{}");
  const { url, credential, certificate, region } = cloud;
  const addresses = callbackAddresses(cloud, [{ name: "media", folder: project }]).map((address) => address.url);
  session.announce({ ...{ url, credential, certificate, region, bucket: BUCKET }, callbackUrls: addresses });
  return project;
}

async function run(command: typeof runSend, ...args: string[]) {
  let stdout = "";
  let stderr = "";
  const out = { write: (text: string) => (stdout += text) };
  const err = { write: (text: string) => (stderr += text) };
  const code = await command(args, {}, out, err);
  return { code, stdout, stderr };
}

async function deploy() {
  const cloud = await startCloud();
  await enableMedia(cloud);
  const { callbackUrl } = await deployTopic({ cloud, durable: false, program: PROGRAM });
  return { cloud, callbackUrl, project: announce(cloud) };
}

it("send writes into the topic that the pipeline's function reads", async () => {
  const { cloud, callbackUrl } = await deploy();

  const { code, stdout, stderr } = await run(runSend, "SplitVideoParts", "--count", "2");
  await cloud.idle();

  expect(code).toBe(0);
  expect(stdout).toContain('200 {"partition":0,"offset":1}');
  expect(stderr).toContain(`2 of 2 written into ${callbackUrl}; the function reads them in batches`);
  expect(cloud.batches.reduce((sum, { messages }) => sum + messages, 0)).toBe(2);
  expect(cloud.lags).toMatchObject([{ lag: 0 }]);
});

it("replay writes a saved callback into the topic byte for byte", async () => {
  const { cloud, project } = await deploy();
  const body = sampleCallback("MediaInfo", { format: "xml" });
  const file = join(project, "saved.xml");
  writeFileSync(file, body);

  expect(await run(runReplay, file)).toMatchObject({ code: 0 });

  expect(cloud.topics[0]?.partitions.flat().map((message) => message.body)).toEqual([body]);
});

it("send exits with 1 and prints the broker's reason if the topic refuses the callback", async () => {
  const { cloud, project } = await deploy();
  const file = join(project, "large.json");
  writeFileSync(file, JSON.stringify({ EventName: "x".repeat(1024 * 1024) }));

  const { code, stdout, stderr } = await run(runReplay, file);

  expect(code).toBe(1);
  expect(stdout).toContain("no answer: MESSAGE_TOO_LARGE: topic ci-callbacks");
  expect(stderr).toContain("0 of 1 written into");
  expect(cloud.topics[0]?.partitions.flat()).toEqual([]);
});

it("finds the topic of a queue that no function reads, and prints a remedy without any address", async () => {
  const cloud = await startCloud();
  await enableMedia(cloud);
  announce(cloud);
  await expect(run(runSend, "MediaInfo")).rejects.toThrow(
    /must have a callback address or a topic \(got none\); give its stack an ingress .*, or give --url/,
  );

  const KafkaConfig = { Region: cloud.region, InstanceId: "ckafka-1a2b3c4d", Topic: "unread" };
  const NotifyConfig = { Url: "", State: "On", Type: "Kafka", Event: "TaskFinish", ResultFormat: "JSON", KafkaConfig };
  cloud.changeQueue(BUCKET, { NotifyConfig });
  announce(cloud);
  expect(await run(runSend, "MediaInfo")).toMatchObject({ code: 0 });
});
