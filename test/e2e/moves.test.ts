/** A rename of a pipeline, or a move in its stack or to another stack, changes nothing in the cloud. */
import { cpSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ATTACHED } from "../../harness/attached-provider";
import { DemoStack } from "../../scripts/demo/stack";
import { BUCKET, startCloud } from "../local/support";
import { EXHAUSTIVE } from "../support/exhaustive";
import { exampleFolder, setStatePath } from "../support/synthesized";
import { describeTerraform, terraformWorkspace } from "../support/terraform";
import type { TerraformResult, TerraformWorkspace } from "../support/terraform";

/** A change of an example's program. */
type Change = readonly [from: string, to: string];

const RENAMED: readonly Change[] = [['"Media", {', '"Renamed", {\n  movedFrom: "Media",']];
const MOVED_BELOW: readonly Change[] = [
  ['(stack, "Media", {', '(new Construct(stack, "Group"), "Pipeline", {\n  movedFrom: "Media",'],
  ['from "cdktf";', 'from "cdktf";\nimport { Construct } from "constructs";'],
];
const inOtherStack = (example: string): readonly Change[] => [
  [`new TerraformStack(app, "${example}")`, 'new TerraformStack(app, "other")'],
  ['"Media", {', `"Media", {\n  movedFrom: { stack: "${example}", path: "Media" },`],
];

/** By a name of the example and of the change. */
const CHANGES: Readonly<Record<string, readonly Change[]>> = {
  ...{ "complete renamed": RENAMED, "uploads renamed": RENAMED },
  ...{ "durable-delivery moved": MOVED_BELOW, "api-gateway moved": MOVED_BELOW },
  ...{ "function-url other": inOtherStack("function-url"), "complete other": inOtherStack("complete") },
};

const TIMEOUT_MS = 240_000;

describeTerraform("moving a pipeline", () => {
  describe("renamed, moved below another construct, or to another stack", () => {
    const programs = synthesized("complete renamed", "function-url other", "durable-delivery moved");

    it.each([
      ["complete", "renamed"],
      ["durable-delivery", "moved"],
    ])("%s: %s, changes nothing", (example, change) => expectNoChange(programs, example, change), TIMEOUT_MS);

    it(
      "function-url: moves to another stack with terraform state mv",
      () => expectMoveToOtherStack(programs, "function-url"),
      TIMEOUT_MS,
    );
  });

  describe("of further examples", EXHAUSTIVE, () => {
    const programs = synthesized("uploads renamed", "api-gateway moved", "complete other");

    it.each([
      ["uploads", "renamed"],
      ["api-gateway", "moved"],
    ])("%s: %s, changes nothing", (example, change) => expectNoChange(programs, example, change), TIMEOUT_MS);

    it(
      "complete: moves to another stack with terraform state mv",
      () => expectMoveToOtherStack(programs, "complete"),
      TIMEOUT_MS,
    );
  });
});

/** Synthesizes changed examples by one process before the tests of a suite. */
function synthesized(...names: readonly string[]): ReadonlyMap<string, DemoStack> {
  const programs = new Map<string, DemoStack>();
  beforeAll(async () => {
    for (const name of names) {
      const [example = ""] = name.split(" ");
      const program = new DemoStack(example, example, process.env);
      for (const [from, to] of CHANGES[name]!) program.edit("main.ts", from, to);
      programs.set(name, program);
    }
    await DemoStack.synthAll([...programs.values()], { ...process.env, CI_BUCKET: BUCKET });
  }, TIMEOUT_MS);
  afterAll(() => programs.forEach((program) => program.remove()));
  return programs;
}

async function expectNoChange(
  programs: ReadonlyMap<string, DemoStack>,
  example: string,
  change: string,
): Promise<void> {
  const terraform = await deployed(example);
  const before = await kept(terraform);
  await put(terraform, example, folderOf(programs, `${example} ${change}`, example));
  const { text } = ok(await terraform.apply());
  expect(text).toContain("has moved to");
  expect(text).toContain("0 to add, 0 to change, 0 to destroy");
  expect(text).toContain("0 added, 0 changed, 0 destroyed");
  expect(ok(await terraform.plan()).text).toContain("No changes");
  expect(await kept(terraform)).toEqual(before);
}

async function expectMoveToOtherStack(programs: ReadonlyMap<string, DemoStack>, example: string): Promise<void> {
  const terraform = await deployed(example);
  const before = await kept(terraform);
  const addresses = (await terraform.resources()).map(({ address }) => address);
  expect(addresses).not.toEqual([]);
  await put(terraform, "other", folderOf(programs, `${example} other`, "other"));
  const states = [`-state=${stateOf(example)}`, `-state-out=${stateOf("other")}`];
  for (const address of addresses) ok(await terraform.run(["state", "mv", ...states, address, address]));
  const { text } = ok(await terraform.apply());
  expect(text).not.toMatch(/will be|must be/);
  expect(text).toContain("0 added, 0 changed, 0 destroyed");
  expect((await terraform.plan()).code).toBe(0);
  expect(await kept(terraform)).toEqual(before);
}

/** Folder of a program's stack. */
function folderOf(programs: ReadonlyMap<string, DemoStack>, program: string, stack: string): string {
  return join(programs.get(program)!.folder, "cdktf.out/stacks", stack);
}

/** Copies a stack into Terraform's folder, with its state there. */
async function put(terraform: TerraformWorkspace, stack: string, folder: string): Promise<void> {
  cpSync(folder, terraform.directory, { recursive: true });
  setStatePath(terraform.directory, stateOf(stack));
  ok(await terraform.run(["init", "-no-color", "-input=false", "-reconfigure"]));
}

async function deployed(example: string): Promise<TerraformWorkspace> {
  const cloud = await startCloud();
  const terraform = await terraformWorkspace({ attached: ATTACHED, config: {}, env: cloud.environment() });
  await put(terraform, example, await exampleFolder(example));
  ok(await terraform.apply());
  return terraform;
}

/** File name that cdktf gives to a stack's state. */
const stateOf = (stack: string): string => `terraform.${stack}.tfstate`;

function ok(result: TerraformResult): TerraformResult {
  expect(result.code, result.text).toBe(0);
  return result;
}

/** Values that must not change: callback URL, ids, names, and the secret. */
async function kept(terraform: TerraformWorkspace): Promise<unknown[]> {
  return (await terraform.resources())
    .filter(({ type }) => type !== "terraform_data")
    .map(({ type, values }) => JSON.stringify([type, values["id"], values["name"], values["current"], values["url"]]))
    .sort();
}
