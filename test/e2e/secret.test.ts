import { cpSync } from "node:fs";
import { join } from "node:path";
import { App, LocalBackend, TerraformOutput, TerraformStack } from "cdktf";
import { expect, it } from "vitest";
import type { LocalCloud } from "../../local/cloud";
import { CiCallbackPipeline, TencentcloudProvider } from "../../lib";
import type { CallbackSecretOptions } from "../../lib";
import { PROVIDER_SOURCE } from "../../provider/schema";
import { CODE, temporaryFolder } from "../lib/support";
import { BUCKET, startCloud } from "../local/support";
import { STARTED } from "../provider/support";
import { ATTACHED } from "../../harness/attached-provider";
import { describeTerraform, terraformWorkspace } from "../support/terraform";
import type { RunOptions, TerraformResult, TerraformWorkspace } from "../support/terraform";

const TYPE = "tencentci_callback_secret";
const TEMPLATE = "t0123456789abcdef0123456789abcdef";

/** Synthesizes a pipeline that passes the callback URL to all resources that accept it. */
function synthesize(terraform: TerraformWorkspace, secret: CallbackSecretOptions): void {
  const outdir = temporaryFolder();
  const app = new App({ outdir });
  const stack = new TerraformStack(app, "stack");
  new LocalBackend(stack, { path: join(terraform.directory, "terraform.tfstate") });
  new TencentcloudProvider(stack, "TencentCloud", { region: "ap-guangzhou" });
  const pipeline = new CiCallbackPipeline(stack, "Media", {
    bucket: BUCKET,
    region: "ap-guangzhou",
    code: CODE,
    secret,
    queue: {},
    workflow: {
      topology: {
        nodes: {
          Start: { type: "Start", input: { ObjectPrefix: "in/" } },
          Snapshot_1: { type: "Snapshot", operation: { TemplateId: TEMPLATE, Output: { Object: "s/${Number}.jpg" } } },
        },
        dependencies: { Start: "Snapshot_1", Snapshot_1: "End" },
      },
    },
  });
  new TerraformOutput(stack, "callbackUrl", { value: pipeline.callbackUrl, sensitive: true });
  app.synth();
  cpSync(join(outdir, "stacks/stack"), terraform.directory, { recursive: true });
}

/** All secrets in the state. */
async function secretsIn(terraform: TerraformWorkspace): Promise<string[]> {
  const found = (await terraform.resources()).filter(({ type }) => type === TYPE);
  expect(found).toHaveLength(1);
  const { current, previous } = found[0]!.values as { current: string; previous: string | null };
  return previous ? [current, previous] : [current];
}

/** The callback URL in CI. */
const urlOf = (cloud: LocalCloud): string => cloud.queues(BUCKET)[0]!.NotifyConfig.Url;

describeTerraform("the callback secret of a pipeline", () => {
  it("is in no output or log of Terraform, from the first plan to the destroy", async () => {
    const cloud = await startCloud();
    const terraform = await terraformWorkspace({
      ...STARTED,
      attached: ATTACHED,
      config: {},
      env: cloud.environment(),
    });
    const printed = new Map<string, string>();
    const secrets = new Set<string>();
    const note = async (step: string, command: readonly string[], options?: RunOptions): Promise<TerraformResult> => {
      const result = await terraform.run(command, options);
      expect(result.code, result.text).toBe(0);
      printed.set(step, result.stdout + result.stderr);
      return result;
    };
    const flags = ["-no-color", "-input=false"];
    const startsProviders = [PROVIDER_SOURCE];
    const rotate = async (name: string, secret: CallbackSecretOptions): Promise<void> => {
      synthesize(terraform, secret);
      await note(`plan of ${name}`, ["plan", ...flags, "-out", "plan.bin"]);
      await note(`apply -json of ${name}`, ["apply", "-json", "-input=false", "plan.bin"]);
      for (const secret of await secretsIn(terraform)) secrets.add(secret);
    };

    synthesize(terraform, {});
    await note("init", ["init", ...flags], { startsProviders });
    await rotate("rotation 0", {});
    const [first] = [...secrets];
    expect(urlOf(cloud)).toContain(`/${first}`);
    cloud.changeQueue(BUCKET, { NotifyConfig: { Url: "https://elsewhere.example.com/x", State: "Off" } });
    await note("plan of drift", ["plan", ...flags]);
    await rotate("rotation 1", { rotation: 1 });
    expect(urlOf(cloud)).not.toContain(first);
    await rotate("acceptPrevious: false", { rotation: 1, acceptPrevious: false });
    await rotate("rotation 5", { rotation: 5 });
    await note("show of a plan", ["show", "-no-color", "plan.bin"]);

    // Terraform starts the provider, so that its log has the provider's.
    const trace = { env: { TF_LOG: "TRACE" }, startsProviders };
    const [address] = (await terraform.resources()).flatMap((one) => (one.type === TYPE ? [one.address] : []));
    await note("plan of a replacement, traced", ["plan", ...flags, "-replace", address!], trace);
    await note("plan -destroy", ["plan", ...flags, "-destroy"]);
    await note("show", ["show", "-no-color"]);
    await note("state show", ["state", "show", "-no-color", address!]);
    await note("output", ["output", "-no-color"]);
    await note("console", ["console"], { input: `${address}\n${address}.current\n` });
    await note("destroy -json, traced", ["destroy", "-json", "-input=false", "-auto-approve"], trace);

    expect(secrets.size).toBe(3);
    for (const step of ["plan of rotation 1", "show", "console"]) {
      expect(printed.get(step)).toMatch(/\(sensitive value\)|# sensitive/);
    }
    const leaks = [...printed].filter(([, text]) => [...secrets].some((secret) => text.includes(secret)));
    expect(leaks.map(([step]) => step)).toEqual([]);
    const logged = cloud.logs.filter(({ text }) => [...secrets].some((secret) => text.includes(secret)));
    expect(logged).toEqual([]);
  }, 240_000);
});
