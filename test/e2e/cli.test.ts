import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { withProviders } from "../../cli/local/attached-providers";
import { startLocalCloud } from "../../local/cloud";
import type { LocalCloud } from "../../local/cloud";
import { run } from "../../scripts/demo/run";
import type { RunResult } from "../../scripts/demo/run";
import { DemoStack } from "../../scripts/demo/stack";
import { standInForOpenTofu } from "../support/opentofu";
import { describeTerraform } from "../support/terraform";

const CLI = join(__dirname, "../../node_modules/cdktf-cli/bundle/bin/cdktf.js");
const BUCKET = "media-1250000000";

describeTerraform("the cdktf CLI on examples/function-url", () => {
  let cloud: LocalCloud;
  let stack: DemoStack;
  let env: NodeJS.ProcessEnv;

  beforeAll(async () => {
    cloud = await startLocalCloud({ buckets: [BUCKET] });
    env = { ...process.env, ...cloud.environment(), CI_BUCKET: BUCKET, CDKTF_SKIP_PROVIDER_LOCK: "true" };
    stack = new DemoStack("function-url", "function-url", env);
  });

  afterAll(async () => {
    stack.remove();
    await cloud.close();
  });

  const cdktf = (...args: string[]): Promise<RunResult> =>
    run(process.execPath, [CLI, ...args], { cwd: stack.folder, env });

  it("deploys, plans no change, and destroys with a Terraform of another name", async () => {
    const file = join(stack.folder, "outputs.json");
    await cdktf("deploy", "--auto-approve", "--outputs-file", file, "--outputs-file-include-sensitive-outputs");
    const outputs = JSON.parse(readFileSync(file, "utf8")) as Record<string, { callbackUrl: string }>;
    const body = readFileSync(join(__dirname, "../handler/fixtures/split-video-parts.xml"));
    expect(await cloud.deliver(outputs["function-url"]!.callbackUrl, body, "XML")).toMatchObject({ status: 200 });

    // Terraform has installed and started the providers. It attaches to them from here on, which is faster.
    const cwd = join(stack.folder, "cdktf.out/stacks/function-url");
    const { env: other, commands } = standInForOpenTofu();
    await withProviders({ cwd, env }, async (attaching) => {
      Object.assign(env, attaching);
      expect((await cdktf("diff")).stdout).toContain("No changes");

      Object.assign(env, other);
      await cdktf("destroy", "--auto-approve", "--skip-synth");
    });
    expect(commands()).toContain("destroy");
    expect(cloud.functions).toEqual([]);
    expect(cloud.resources).toEqual([]);
  }, 240_000);
});
