/** A rename of a pipeline, or a move in its stack or to another stack, changes nothing in the cloud. */
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { ATTACHED } from "../../harness/attached-provider";
import { DemoStack } from "../../scripts/demo/stack";
import { BUCKET, startCloud } from "../local/support";
import { describeTerraform, terraformWorkspace } from "../support/terraform";
import type { TerraformResult, TerraformWorkspace } from "../support/terraform";

interface App {
  readonly terraform: TerraformWorkspace;
  readonly folder: string;
  /** Changes the program, synthesizes, and puts the stack into Terraform's folder. */
  readonly synth: (stack: string, ...changes: readonly (readonly [from: string, to: string])[]) => Promise<void>;
}

async function deployed(example: string): Promise<App> {
  const cloud = await startCloud();
  const environment = cloud.environment();
  const terraform = await terraformWorkspace({ attached: ATTACHED, config: {}, env: environment });
  const demo = new DemoStack(example, example, { ...process.env, ...environment, CI_BUCKET: BUCKET });
  onTestFinished(() => demo.remove());
  const { folder } = demo;
  const program = join(folder, "main.ts");
  const original = readFileSync(program, "utf8");
  const synth: App["synth"] = async (stack, ...changes) => {
    const changed = changes.reduce((text, [from, to]) => {
      expect(text).toContain(from);
      return text.replace(from, to);
    }, original);
    writeFileSync(program, changed);
    await demo.synth();
    cpSync(join(folder, "cdktf.out/stacks", stack), terraform.directory, { recursive: true });
    ok(await terraform.run(["init", "-no-color", "-input=false", "-reconfigure"]));
  };
  await synth(example);
  ok(await terraform.apply());
  return { terraform, folder, synth };
}

function ok(result: TerraformResult): TerraformResult {
  expect(result.code, result.text).toBe(0);
  return result;
}

/** Values that must not change: callback URL, ids, names, and the secret. */
async function kept({ terraform }: App): Promise<unknown[]> {
  const resources = await terraform.resources();
  return resources
    .filter(({ type }) => type !== "terraform_data")
    .map(({ type, values }) => JSON.stringify([type, values["id"], values["name"], values["current"], values["url"]]))
    .sort();
}

async function expectOnlyMoves(app: App): Promise<void> {
  const before = await kept(app);
  const plan = await app.terraform.plan();
  expect(plan.text).toContain("has moved to");
  expect(plan.text).toContain("0 to add, 0 to change, 0 to destroy");
  expect(ok(await app.terraform.apply()).text).toContain("0 added, 0 changed, 0 destroyed");
  expect(ok(await app.terraform.plan()).text).toContain("No changes");
  expect(await kept(app)).toEqual(before);
}

const TIMEOUT_MS = 240_000;

describeTerraform("moving a pipeline", () => {
  it.each(["complete", "uploads"])(
    "%s: renamed, plans no change",
    async (example) => {
      const app = await deployed(example);
      await app.synth(example, ['"Media", {', '"Renamed", {\n  movedFrom: "Media",']);
      await expectOnlyMoves(app);
    },
    TIMEOUT_MS,
  );

  it.each(["durable-delivery", "api-gateway"])(
    "%s: moved below another construct, plans no change",
    async (example) => {
      const app = await deployed(example);
      await app.synth(
        example,
        ['(stack, "Media", {', '(new Construct(stack, "Group"), "Pipeline", {\n  movedFrom: "Media",'],
        ['from "cdktf";', 'from "cdktf";\nimport { Construct } from "constructs";'],
      );
      await expectOnlyMoves(app);
    },
    TIMEOUT_MS,
  );

  it(
    "moves to another stack with terraform state mv",
    async () => {
      const app = await deployed("complete");
      const before = await kept(app);
      await app.synth(
        "other",
        ['new TerraformStack(app, "complete")', 'new TerraformStack(app, "other")'],
        ['"Media", {', '"Media", {\n  movedFrom: { stack: "complete", path: "Media" },'],
      );
      const { terraform, folder } = app;
      const states = ["complete", "other"].map((stack) => join(folder, `terraform.${stack}.tfstate`));
      const listed = ok(await terraform.run(["state", "list", `-state=${states[0]}`]))
        .stdout.trim()
        .split("\n");
      for (const address of listed) {
        ok(await terraform.run(["state", "mv", `-state=${states[0]}`, `-state-out=${states[1]}`, address, address]));
      }
      const plan = await terraform.plan();
      expect(plan.text).toMatch(/No changes|0 to add, 0 to change, 0 to destroy|Changes to Outputs/);
      expect(plan.text).not.toMatch(/will be|must be/);
      ok(await terraform.apply());
      expect((await terraform.plan()).code).toBe(0);
      expect(await kept(app)).toEqual(before);
    },
    TIMEOUT_MS,
  );
});
