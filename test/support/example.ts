/** Deploys, changes and destroys examples with Terraform. */
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
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
import { terraformWorkspace } from "./terraform";
import { walk } from "./walk";
import type { Outputs } from "./walk";

const CALLBACK = readFileSync(join(__dirname, "../handler/fixtures/split-video-parts.xml"), "utf8");

/** Gives another time limit to all functions of an example. */
const CHANGE_SETTING = `for (const node of stack.node.findAll() as any[])
  if (node.terraformResourceType === "tencentcloud_scf_function") node.addOverride("timeout", 77);
app.synth();`;

/** Examples as they are, and with other code and another setting. All are synthesized by two processes. */
export class SynthesizedExamples {
  readonly #folder = mkdtempSync(join(tmpdir(), "examples-"));
  readonly #stacks: readonly DemoStack[];

  constructor(private readonly names: readonly string[]) {
    this.#stacks = names.map((name) => new DemoStack(name, name, process.env));
  }

  async synthesize(): Promise<void> {
    await this.#synthesize("original");
    for (const stack of this.#stacks) {
      stack.edit("on-media.ts", "export default", 'console.log("the new code");\nexport default');
      stack.edit("main.ts", "app.synth();", CHANGE_SETTING);
    }
    await this.#synthesize("changed");
  }

  /** Folder of the stack's configuration. */
  folderOf(name: string, version: "original" | "changed"): string {
    return join(this.#folder, version, name);
  }

  /** Removes the configurations, and the states. */
  remove(): void {
    this.#stacks.forEach((stack) => stack.remove());
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #synthesize(version: "original" | "changed"): Promise<void> {
    await DemoStack.synthAll(this.#stacks, { ...process.env, CI_BUCKET: BUCKET });
    this.names.forEach((name, index) => {
      const stack = join(this.#stacks[index]!.folder, "cdktf.out/stacks", name);
      cpSync(stack, this.folderOf(name, version), { recursive: true });
    });
  }
}

/**
 * Deploys, changes and destroys an example with the environment's Terraform.
 *
 * @param attached providers that run across commands; Terraform installs and starts the others
 */
export async function walkExample(
  name: string,
  examples: SynthesizedExamples,
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
      synth: () => examples.folderOf(name, round === 0 ? "original" : "changed"),
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
  const config = configOf(examples.folderOf(name, "changed"));
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
