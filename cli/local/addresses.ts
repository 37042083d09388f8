/** Callback URLs and topics of an applied stack. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { LocalCloud } from "../../local/cloud";
import { kafkaAddress } from "../../local/ci/notify";
import type { NotifyConfig } from "../../local/ci/model";
import { startNotify } from "../../local/ci/topology";
import { addressOfTopic } from "../../local/kafka/address";

/** Names of outputs that hold a callback URL. */
const OUTPUT = /callback.*url/i;

/**
 * Every distinct URL, secrets included: of queues, of workflows, and of outputs (for jobs that name their own URL). Topics
 * are addresses too, `ckafka://region/instance/topic`: those of queues and workflows, and those that functions read.
 */
export function callbackUrls(cloud: Pick<LocalCloud, "buckets" | "lags">, stack: string): string[] {
  const configured = cloud.buckets.flatMap(({ queues, workflows }) => [
    ...[...queues.values()].map(({ NotifyConfig }) => addressIn(NotifyConfig)),
    ...[...workflows.values()].map(({ Topology }) => addressIn(startNotify(Topology))),
  ]);
  const read = cloud.lags.map(({ topic }) => addressOfTopic(topic));
  return [...new Set([...configured, ...read, ...outputsOf(stack)])].filter((url) => URL.canParse(url));
}

function addressIn(notify: NotifyConfig | undefined): string {
  return (notify?.Type === "Kafka" ? kafkaAddress(notify.KafkaConfig) : notify?.Url) ?? "";
}

function outputsOf(stack: string): string[] {
  const { outputs = {} } = JSON.parse(readFileSync(join(stack, "terraform.tfstate"), "utf8")) as {
    readonly outputs?: Readonly<Record<string, { readonly value: unknown }>>;
  };
  const values = Object.entries(outputs).map(([name, { value }]) => (OUTPUT.test(name) ? value : ""));
  return values.filter((value) => typeof value === "string");
}
