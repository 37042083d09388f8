import { describe, expect, it, onTestFinished } from "vitest";
import { DemoStack } from "../../scripts/demo/stack";
import { CliProcess } from "../cli/spawn";
import { startCloud } from "../local/support";
import { SynthesizedExamples, walkExample } from "../support/example";
import { EXHAUSTIVE } from "../support/exhaustive";
import { hasOpenTofu, standInForOpenTofu } from "../support/opentofu";
import { describeTerraform } from "../support/terraform";

describeTerraform("with tofu on PATH and no terraform (Terraform stands in for OpenTofu)", () => {
  it("an example delivers a callback", EXHAUSTIVE, async () => {
    const { env, commands } = standInForOpenTofu();
    await walkExample("function-url", await functionUrl(), env);
    expect(commands()).toEqual(["init", "apply", "plan", "destroy"]);
  });

  it("npm run demo uses tofu", async () => {
    const { env, commands } = standInForOpenTofu();
    const cloud = await startCloud();
    const stack = copyOf("function-url", { ...process.env, ...cloud.environment(), ...env });
    await stack.synth();
    await stack.init();
    expect(commands()).toEqual(["init"]);
  });

  it("cdktf-tencentcloud-ci local starts and stops", async () => {
    const { env, commands } = standInForOpenTofu();
    const context = { cwd: copyOf("function-url").folder, env: { ...process.env, ...env } };
    const local = new CliProcess(["local", "--json"], context);
    onTestFinished(() => void local.child.kill("SIGKILL"));
    await local.line(({ type }) => type === "up");
    local.child.kill("SIGINT");
    expect((await local.finished).code).toBe(0);
    expect(commands()).toEqual(expect.arrayContaining(["version", "init", "apply"]));
  });
});

async function functionUrl(): Promise<SynthesizedExamples> {
  const examples = new SynthesizedExamples(["function-url"]);
  onTestFinished(() => examples.remove());
  await examples.synthesize();
  return examples;
}

function copyOf(example: string, env = process.env): DemoStack {
  const stack = new DemoStack(example, example, env);
  onTestFinished(() => stack.remove());
  return stack;
}

const present = hasOpenTofu();

(present ? describe : describe.skip)(`OpenTofu itself${present ? "" : " (skipped: tofu is not on PATH)"}`, () => {
  it("runs an example to its callback, with providers that it installs and starts itself", async () => {
    await walkExample("function-url", await functionUrl(), { TERRAFORM_BINARY_NAME: "tofu" }, []);
  }, 180_000);
});
