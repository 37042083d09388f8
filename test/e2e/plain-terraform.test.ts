/** Synthesized configuration needs no cdktf, neither as JSON nor as HCL. */
import { cpSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ATTACHED } from "../../harness/attached-provider";
import { DemoStack } from "../../scripts/demo/stack";
import type { LocalCloud } from "../../local/cloud";
import { BUCKET, startCloud } from "../local/support";
import { EXHAUSTIVE } from "../support/exhaustive";
import { describeTerraform, terraformWorkspace } from "../support/terraform";
import type { TerraformResult, TerraformWorkspace } from "../support/terraform";
import { restOf } from "../support/walk";

const EXAMPLES = readdirSync(join(__dirname, "../../examples"));
const ENV = { ...process.env, CI_BUCKET: BUCKET };

/** Folders of a synthesized program. */
const [JSON_OUT, HCL] = ["cdktf.out", "hcl.out"] as const;

const NO_CHANGES = 0;
const CHANGES = 2;

describeTerraform("a synthesized stack, with Terraform alone", () => {
  describe("with roles and triggers, whose documents have tokens", () => testDeployment("durable-delivery"));

  describe("of further examples", EXHAUSTIVE, () => {
    testDeployment("complete"); // a queue and a workflow

    const stacks = synthesizedAsHcl(EXAMPLES);
    it.each(EXAMPLES)("%s: its HCL is valid", async (name) => {
      const hcl = await emptyWorkspace(await startCloud());
      copyStack(stacks.get(name)!, HCL, name, hcl);
      await ends(0, hcl.init());
      await ends(0, hcl.validate());
    });
  });
});

function testDeployment(name: string): void {
  const stacks = synthesizedAsHcl([name]);
  it(
    `${name}: a copy of its folder plans no change after cdktf's deployment, and so does HCL`,
    async () => {
      const stack = stacks.get(name)!;
      await DemoStack.synthAll([stack], ENV);
      const cloud = await startCloud();
      const [json, moved, hcl] = [
        await emptyWorkspace(cloud),
        await emptyWorkspace(cloud),
        await emptyWorkspace(cloud),
      ];
      copyStack(stack, HCL, name, hcl);
      await ends(0, hcl.init());
      await ends(0, hcl.validate());

      copyStack(stack, JSON_OUT, name, json);
      await ends(0, json.init());
      await ends(0, json.apply());

      copyStack(stack, JSON_OUT, name, moved);
      rmSync(join(stack.folder, JSON_OUT), { recursive: true });
      await ends(0, moved.init());
      await ends(NO_CHANGES, moved.plan());
      await ends(NO_CHANGES, hcl.plan());

      await ends(0, hcl.destroy());
      await ends(CHANGES, moved.plan());
      expect(restOf(cloud)).toEqual([]);
    },
    300_000, // ten commands of Terraform, on a busy machine
  );
}

/** Synthesizes examples as HCL, by one process before the tests of a suite. */
function synthesizedAsHcl(names: readonly string[]): ReadonlyMap<string, DemoStack> {
  const stacks = new Map<string, DemoStack>();
  beforeAll(async () => {
    for (const name of names) stacks.set(name, new DemoStack(name, name, process.env));
    await DemoStack.synthAll([...stacks.values()], { ...ENV, SYNTH_HCL_OUTPUT: "true" });
    for (const { folder } of stacks.values()) renameSync(join(folder, JSON_OUT), join(folder, HCL));
  }, 120_000);
  afterAll(() => stacks.forEach((stack) => stack.remove()));
  return stacks;
}

function emptyWorkspace(cloud: LocalCloud): Promise<TerraformWorkspace> {
  return terraformWorkspace({ attached: ATTACHED, config: {}, env: cloud.environment() });
}

/** Copies a synthesized stack. */
function copyStack(
  { folder }: DemoStack,
  output: typeof JSON_OUT | typeof HCL,
  name: string,
  { directory }: TerraformWorkspace,
): void {
  cpSync(join(folder, output, "stacks", name), directory, { recursive: true });
}

async function ends(status: number, command: Promise<TerraformResult>): Promise<void> {
  const { code, text } = await command;
  expect(code, text).toBe(status);
}
