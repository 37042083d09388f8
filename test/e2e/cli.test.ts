import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { withProviders } from "../../cli/local/attached-providers";
import { startLocalCloud } from "../../local/cloud";
import type { LocalCloud } from "../../local/cloud";
import { run } from "../../scripts/demo/run";
import type { RunResult } from "../../scripts/demo/run";
import { DemoStack } from "../../scripts/demo/stack";
import { standInForOpenTofu } from "../support/opentofu";
import { describeTerraform } from "../support/terraform";

const CLI = join(__dirname, "../../node_modules/cdktf-cli/bundle/bin/cdktf.js");
const WITHOUT_HCL = join(__dirname, "without-hcl.cjs");
const BUCKET = "media-1250000000";

/** The CLI's terminal is compiled for Node.js up to 22. For a later version its install script would compile it. */
const TERMINAL = `@cdktf/node-pty-prebuilt-multiarch/prebuilds/${process.platform}-${process.arch}/node.abi${process.versions.modules}.node`;
const hasTerminal = existsSync(join(__dirname, "../../node_modules", TERMINAL));

function describeCli(title: string, body: () => void): void {
  if (hasTerminal) describeTerraform(title, body);
  else describe.skip(`${title} (skipped: cdktf-cli is not compiled for Node.js ${process.version})`, body);
}

describeCli("the cdktf CLI on examples/function-url", () => {
  let cloud: LocalCloud;
  let stack: DemoStack;
  let env: NodeJS.ProcessEnv;
  let file: string;

  beforeAll(async () => {
    cloud = await startLocalCloud({ buckets: [BUCKET] });
    env = { ...process.env, ...cloud.environment(), CI_BUCKET: BUCKET, CDKTF_SKIP_PROVIDER_LOCK: "true" };
    stack = new DemoStack("function-url", "function-url", env);
    file = join(stack.folder, "outputs.json");
    await cdktf(["deploy", "--auto-approve", "--outputs-file", file, "--outputs-file-include-sensitive-outputs"]);
  }, 240_000);

  afterAll(async () => {
    stack.remove();
    await cloud.close();
  });

  const cdktf = (args: readonly string[], other?: NodeJS.ProcessEnv): Promise<RunResult> =>
    run(process.execPath, ["--require", WITHOUT_HCL, CLI, ...args], { cwd: stack.folder, env: { ...env, ...other } });

  /** Runs a command whose Terraform does not start the providers again, which is faster. */
  const attached = (args: readonly string[], other?: NodeJS.ProcessEnv): Promise<RunResult> =>
    withProviders({ cwd: join(stack.folder, "cdktf.out/stacks/function-url"), env }, (attaching) =>
      cdktf(args, { ...attaching, ...other }),
    );

  // The tests need this order: the last one destroys what beforeAll deploys.
  it("deploys", async () => {
    const outputs = JSON.parse(readFileSync(file, "utf8")) as Record<string, { callbackUrl: string }>;
    const body = readFileSync(join(__dirname, "../handler/fixtures/split-video-parts.xml"));
    expect(await cloud.deliver(outputs["function-url"]!.callbackUrl, body, "XML")).toMatchObject({ status: 200 });
  });

  it("plans no change", async () => {
    stack.edit("cdktf.json", "npx tsx", "node --require tsx/cjs"); // starts two processes fewer
    expect((await attached(["diff"])).stdout).toContain("No changes");
  });

  it("destroys with a Terraform of another name", async () => {
    const { env: other, commands } = standInForOpenTofu();
    await attached(["destroy", "--auto-approve", "--skip-synth"], other);
    expect(commands()).toContain("destroy");
    expect(cloud.functions).toEqual([]);
    expect(cloud.resources).toEqual([]);
  });
});
