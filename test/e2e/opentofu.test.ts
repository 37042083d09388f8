import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { DemoStack } from "../../scripts/demo/stack";
import { CliProcess } from "../cli/spawn";
import { startCloud } from "../local/support";
import { ChangedExamples, walkExample } from "../support/example";
import { EXHAUSTIVE } from "../support/exhaustive";
import { hasOpenTofu, standInForOpenTofu } from "../support/opentofu";
import { copyExample } from "../support/synthesized";
import { describeTerraform } from "../support/terraform";

describeTerraform("with tofu on PATH and no terraform (Terraform stands in for OpenTofu)", () => {
  it("an example delivers a callback", EXHAUSTIVE, async () => {
    const { env, commands } = standInForOpenTofu();
    await walkExample("function-url", await changedFunctionUrl(), env);
    expect(commands()).toEqual(["init", "apply", "plan", "destroy"]);
  });

  it("npm run demo uses tofu", async () => {
    const { env, commands } = standInForOpenTofu();
    const cloud = await startCloud();
    const stack = copyOf("function-url", { ...process.env, ...cloud.environment(), ...env });
    await copyExample("function-url", join(stack.folder, "cdktf.out/stacks/function-url"));
    await stack.init();
    expect(commands()).toEqual(["init"]);
  });

  it("cdktf-tencentcloud-ci local starts and stops", async () => {
    const { env, commands } = standInForOpenTofu();
    const stack = copyOf("function-url");
    stack.edit("cdktf.json", "npx tsx", "node --require tsx/cjs"); // starts two processes fewer
    const context = { cwd: stack.folder, env: { ...process.env, ...env } };
    const local = new CliProcess(["local", "--json"], context);
    onTestFinished(() => void local.child.kill("SIGKILL"));
    await local.line(({ type }) => type === "up");
    local.child.kill("SIGINT");
    expect((await local.finished).code).toBe(0);
    expect(commands()).toEqual(expect.arrayContaining(["version", "init", "apply"]));
  });
});

async function changedFunctionUrl(): Promise<ChangedExamples> {
  const changed = new ChangedExamples(["function-url"]);
  onTestFinished(() => changed.remove());
  await changed.synthesize();
  return changed;
}

function copyOf(example: string, env = process.env): DemoStack {
  const stack = new DemoStack(example, example, env);
  onTestFinished(() => stack.remove());
  return stack;
}

const present = hasOpenTofu();

(present ? describe : describe.skip)(`OpenTofu itself${present ? "" : " (skipped: tofu is not on PATH)"}`, () => {
  it("runs an example to its callback, with providers that it installs and starts itself", async () => {
    await walkExample("function-url", await changedFunctionUrl(), { TERRAFORM_BINARY_NAME: "tofu" }, []);
  }, 180_000);
});
