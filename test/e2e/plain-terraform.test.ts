/** Synthesized configuration needs no cdktf, neither as JSON nor as HCL. */
import { cpSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ATTACHED } from "../../harness/attached-provider";
import { DemoStack } from "../../scripts/demo/stack";
import { BUCKET, startCloud } from "../local/support";
import { describeTerraform, terraformWorkspace } from "../support/terraform";
import type { TerraformResult, TerraformWorkspace } from "../support/terraform";
import { restOf } from "../support/walk";

const EXAMPLES = readdirSync(join(__dirname, "../../examples"));
/** Roles and triggers with tokens in their documents; a queue and a workflow. */
const DEPLOYED = ["durable-delivery", "complete"];

const NO_CHANGES = 0;
const CHANGES = 2;

describeTerraform("a synthesized stack, with Terraform alone", () => {
  const stacks = new Map<string, DemoStack>();
  beforeAll(async () => {
    for (const name of EXAMPLES) stacks.set(name, new DemoStack(name, name, process.env));
    const env = { ...process.env, CI_BUCKET: BUCKET };
    await DemoStack.synthAll([...stacks.values()], { ...env, SYNTH_HCL_OUTPUT: "true" });
    for (const { folder } of stacks.values()) renameSync(join(folder, "cdktf.out"), join(folder, "hcl.out"));
    const deployed = DEPLOYED.map((name) => stacks.get(name)!);
    await DemoStack.synthAll(deployed, env);
  }, 120_000);
  afterAll(() => stacks.forEach((stack) => stack.remove()));

  it.each(EXAMPLES)(
    "%s: a copy of its folder plans no change after cdktf's deployment, and so does HCL",
    async (name) => {
      const cloud = await startCloud();
      const emptyWorkspace = (): Promise<TerraformWorkspace> =>
        terraformWorkspace({ attached: ATTACHED, config: {}, env: cloud.environment() });
      const [json, moved, hcl] = [await emptyWorkspace(), await emptyWorkspace(), await emptyWorkspace()];
      const { folder } = stacks.get(name)!;
      copyStack(join(folder, "hcl.out/stacks", name), hcl);
      await ends(0, hcl.init());
      await ends(0, hcl.validate());
      if (!DEPLOYED.includes(name)) return;

      const synthesized = join(folder, "cdktf.out");
      copyStack(join(synthesized, "stacks", name), json);
      await ends(0, json.init());
      await ends(0, json.apply());

      copyStack(join(synthesized, "stacks", name), moved);
      rmSync(synthesized, { recursive: true });
      await ends(0, moved.init());
      await ends(NO_CHANGES, moved.plan());
      await ends(NO_CHANGES, hcl.plan());

      await ends(0, hcl.destroy());
      await ends(CHANGES, moved.plan());
      expect(restOf(cloud)).toEqual([]);
    },
    300_000, // ten commands of Terraform, on a busy machine
  );
});

/** A copy of the folder. */
function copyStack(stack: string, { directory }: TerraformWorkspace): void {
  cpSync(stack, directory, { recursive: true });
}

async function ends(status: number, command: Promise<TerraformResult>): Promise<void> {
  const { code, text } = await command;
  expect(code, text).toBe(status);
}
