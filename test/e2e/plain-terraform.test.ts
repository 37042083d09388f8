/** Synthesized configuration needs no cdktf, neither as JSON nor as HCL. */
import { cpSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ATTACHED } from "../../harness/attached-provider";
import { DemoStack } from "../../scripts/demo/stack";
import type { LocalCloud } from "../../local/cloud";
import { startCloud } from "../local/support";
import { EXHAUSTIVE } from "../support/exhaustive";
import { copyExample, EXAMPLES } from "../support/synthesized";
import { describeTerraform, terraformWorkspace } from "../support/terraform";
import type { TerraformResult, TerraformWorkspace } from "../support/terraform";
import { restOf } from "../support/walk";

const NO_CHANGES = 0;
const CHANGES = 2;

describeTerraform("a synthesized stack, with Terraform alone", () => {
  describe("with roles and triggers, whose documents have tokens", () => testDeployment("durable-delivery"));

  describe("of further examples", EXHAUSTIVE, () => {
    testDeployment("complete"); // a queue and a workflow

    const stacks = synthesizedAsHcl(EXAMPLES);
    it.each(EXAMPLES)("%s: its HCL is valid", async (name) => {
      const hcl = await emptyWorkspace(await startCloud());
      copyStack(stacks.get(name)!, name, hcl);
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
      const cloud = await startCloud();
      const [json, moved, hcl] = [
        await emptyWorkspace(cloud),
        await emptyWorkspace(cloud),
        await emptyWorkspace(cloud),
      ];
      copyStack(stack, name, hcl);
      await ends(0, hcl.init());
      await ends(0, hcl.validate());

      const state = join(stack.folder, `terraform.${name}.tfstate`); // that of the HCL
      await copyExample(name, json.directory, state);
      await ends(0, json.init());
      await ends(0, json.apply());

      await copyExample(name, moved.directory, state);
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
    await DemoStack.synthAll([...stacks.values()], { ...process.env, SYNTH_HCL_OUTPUT: "true" });
  }, 120_000);
  afterAll(() => stacks.forEach((stack) => stack.remove()));
  return stacks;
}

function emptyWorkspace(cloud: LocalCloud): Promise<TerraformWorkspace> {
  return terraformWorkspace({ attached: ATTACHED, config: {}, env: cloud.environment() });
}

/** Copies a stack that was synthesized as HCL. */
function copyStack({ folder }: DemoStack, name: string, { directory }: TerraformWorkspace): void {
  cpSync(join(folder, "cdktf.out/stacks", name), directory, { recursive: true });
}

async function ends(status: number, command: Promise<TerraformResult>): Promise<void> {
  const { code, text } = await command;
  expect(code, text).toBe(status);
}
