/** Callback URLs and topics of applied stacks. */
import { existsSync, readFileSync } from "node:fs";
import type { LocalCloud } from "../../local/cloud";
import { kafkaAddress } from "../../local/ci/notify";
import type { NotifyConfig } from "../../local/ci/model";
import { startNotify } from "../../local/ci/topology";
import { addressOfTopic } from "../../local/kafka/address";
import { stateFile } from "./stack";

/** Names of outputs that hold a callback URL. */
const OUTPUT = /callback.*url/i;

/** An address to which callbacks go. */
export interface CallbackAddress {
  /** The URL, secret included, or a topic as `ckafka://region/instance/topic`. */
  readonly url: string;
  /** Names of the stacks whose state has the address. */
  readonly stacks: readonly string[];
}

/**
 * Every distinct address: of queues, of workflows, and of outputs (for jobs that name their own URL). Topics are addresses
 * too: those of queues and workflows, and those that functions read.
 *
 * @param stacks applied stacks
 */
export function callbackAddresses(
  cloud: Pick<LocalCloud, "buckets" | "lags">,
  stacks: readonly { readonly name: string; readonly folder: string }[],
): CallbackAddress[] {
  const configured = cloud.buckets.flatMap(({ queues, workflows }) => [
    ...[...queues.values()].map(({ NotifyConfig }) => addressIn(NotifyConfig)),
    ...[...workflows.values()].map(({ Topology }) => addressIn(startNotify(Topology))),
  ]);
  const consumed = cloud.lags.map(({ topic }) => addressOfTopic(topic));
  const states = stacks.map(({ name, folder }) => ({ name, text: stateText(folder) }));
  const urls = [...configured, ...consumed, ...states.flatMap(({ text }) => outputsIn(text))];
  const distinct = [...new Set(urls)].filter((url) => URL.canParse(url));
  return distinct.map((url) => {
    const quoted = JSON.stringify(url);
    return { url, stacks: states.filter(({ text }) => text.includes(quoted)).map(({ name }) => name) };
  });
}

/** Terraform writes no state for a stack that has neither resources nor outputs. */
function stateText(folder: string): string {
  return existsSync(stateFile(folder)) ? readFileSync(stateFile(folder), "utf8") : "{}";
}

function addressIn(notify: NotifyConfig | undefined): string {
  return (notify?.Type === "Kafka" ? kafkaAddress(notify.KafkaConfig) : notify?.Url) ?? "";
}

function outputsIn(state: string): string[] {
  const { outputs = {} } = JSON.parse(state) as {
    readonly outputs?: Readonly<Record<string, { readonly value: unknown }>>;
  };
  const values = Object.entries(outputs).map(([name, { value }]) => (OUTPUT.test(name) ? value : ""));
  return values.filter((value) => typeof value === "string");
}
