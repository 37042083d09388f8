/** Callback URLs of an applied stack. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { LocalCloud } from "../../local/cloud";
import { startNotify } from "../../local/ci/topology";

/** Names of outputs that hold a callback URL. */
const OUTPUT = /callback.*url/i;

/** Every distinct URL, secrets included: of queues, of workflows, and of outputs (for jobs that name their own URL). */
export function callbackUrls(cloud: Pick<LocalCloud, "buckets">, stack: string): string[] {
  const configured = cloud.buckets.flatMap(({ queues, workflows }) => [
    ...[...queues.values()].map(({ NotifyConfig }) => NotifyConfig.Url),
    ...[...workflows.values()].map(({ Topology }) => startNotify(Topology)?.Url ?? ""),
  ]);
  return [...new Set([...configured, ...outputsOf(stack)])].filter((url) => URL.canParse(url));
}

function outputsOf(stack: string): string[] {
  const { outputs = {} } = JSON.parse(readFileSync(join(stack, "terraform.tfstate"), "utf8")) as {
    readonly outputs?: Readonly<Record<string, { readonly value: unknown }>>;
  };
  const values = Object.entries(outputs).map(([name, { value }]) => (OUTPUT.test(name) ? value : ""));
  return values.filter((value) => typeof value === "string");
}
