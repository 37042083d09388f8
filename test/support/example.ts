/** Deploys, changes and destroys examples with Terraform. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import type { LocalCloud } from "../../local/cloud";
import { DemoStack } from "../../scripts/demo/stack";
import { BUCKET, startCloud } from "../local/support";
import { ATTACHED } from "../../harness/attached-provider";
import type { AttachedProviderOptions } from "../../harness/attached-provider";
import { needsOfStack } from "../../cli/permissions/needs";
import { configOf } from "../../cli/stack/find";
import { differences, measuredState } from "./applied-state";
import { differencesOfCi, recordCalls } from "./ci-calls";
import { exampleFolder, setStatePath } from "./synthesized";
import { terraformWorkspace } from "./terraform";
import { walk } from "./walk";
import type { Outputs } from "./walk";

const CALLBACK = readFileSync(join(__dirname, "../handler/fixtures/split-video-parts.xml"), "utf8");

/** Gives another time limit to all functions of an example. */
const CHANGE_SETTING = `for (const node of stack.node.findAll() as any[])
  if (node.terraformResourceType === "tencentcloud_scf_function") node.addOverride("timeout", 77);
app.synth();`;

/** Examples with other code and another setting. One process synthesizes all. */
export class ChangedExamples {
  readonly #stacks: ReadonlyMap<string, DemoStack>;

  constructor(names: readonly string[]) {
    this.#stacks = new Map(names.map((name) => [name, new DemoStack(name, name, process.env)]));
  }

  async synthesize(): Promise<void> {
    for (const stack of this.#stacks.values()) {
      stack.edit("on-media.ts", "export default", 'console.log("the new code");\nexport default');
      stack.edit("main.ts", "app.synth();", CHANGE_SETTING);
    }
    await DemoStack.synthAll([...this.#stacks.values()], { ...process.env, CI_BUCKET: BUCKET });
    for (const name of this.#stacks.keys()) setStatePath(this.folderOf(name));
  }

  /** Folder of the stack's configuration. */
  folderOf(name: string): string {
    return join(this.#stacks.get(name)!.folder, "cdktf.out/stacks", name);
  }

  remove(): void {
    this.#stacks.forEach((stack) => stack.remove());
  }
}

/**
 * Deploys, changes and destroys an example with the environment's Terraform.
 *
 * @param attached providers that run across commands; Terraform installs and starts the others
 */
export async function walkExample(
  name: string,
  changed: ChangedExamples,
  env: NodeJS.ProcessEnv = {},
  attached: readonly AttachedProviderOptions[] = ATTACHED,
): Promise<void> {
  const cloud = await startCloud();
  const calls = await recordCalls(cloud);
  const environment = { ...cloud.environment(), TENCENTCI_ENDPOINT: calls.url };
  const terraform = await terraformWorkspace({ attached, config: {}, env: { ...environment, ...env } });
  let round = 0;
  await walk(
    {
      synth: () => (round === 0 ? exampleFolder(name) : changed.folderOf(name)),
      change: () => void round++,
      async call(outputs) {
        const callback = CALLBACK.replace(/<JobId>[^<]*/, `<JobId>j-${round}`); // not a duplicate
        // The callback is of a job, and this example routes workflow runs only.
        const status = name === "workflow" ? "unrouted" : "accepted";
        expect(await callBack(name, cloud, outputs, callback)).toBe(JSON.stringify({ status }));
        await cloud.idle();
        expect(cloud.logs.some(({ text }) => text.includes("the new code"))).toBe(round > 0);
        expect(timeouts(cloud).every((timeout) => timeout === 77)).toBe(round > 0);
        if (round === 0) expect(differences(measuredState(name), await terraform.resources())).toEqual([]);
      },
    },
    terraform,
    cloud,
  );
  const config = configOf(changed.folderOf(name));
  expect(differencesOfCi(calls.actions(), needsOfStack(config).tasks.apply)).toEqual({ refused: [], unused: [] });
}

/** Posts to the callback URL, or acts as the server at an existing address: calls the function with the request. */
async function callBack(name: string, cloud: LocalCloud, outputs: Outputs, body: string): Promise<string | undefined> {
  if (name === "kafka") return throughTopic(cloud, outputs.topic!, body);
  const url = outputs.callbackUrl!;
  if (name !== "existing-url") return (await cloud.deliver(url, body, "XML")).answer;
  const event = { httpMethod: "POST", path: new URL(url).pathname, headers: {}, body };
  return ((await cloud.invoke(outputs.functionName!, event)) as { body: string }).body;
}

/** Writes into the topic as CI does. The function's log shows the result, since nobody gets its answer. */
async function throughTopic(cloud: LocalCloud, topic: string, body: string): Promise<string | undefined> {
  await cloud.deliver(`ckafka://${cloud.region}/ckafka-1a2b3c4d/${topic}`, body, "XML");
  await cloud.idle();
  const line = cloud.logs.findLast(({ text }) => text.includes('"message":"callback"'))?.text ?? "{}";
  const { outcome } = JSON.parse(line) as { readonly outcome?: string };
  return JSON.stringify({ status: outcome });
}

function timeouts({ resources }: LocalCloud): unknown[] {
  return resources
    .filter(({ type }) => type === "tencentcloud_scf_function")
    .map(({ attributes }) => attributes.timeout);
}
