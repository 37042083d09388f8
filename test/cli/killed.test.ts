/** The real `local`: other tools use its cloud by the lines of --env, and kill -9 does not affect the next run. */
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { findSession } from "../../cli/local/session";
import { describeTerraform } from "../support/terraform";
import { expectNothingLeft, copyExample, QUICK_APP } from "./local-project";
import { CliProcess, isRunning, runCli } from "./spawn";

/** A configuration of the user's own. */
const OTHER = {
  terraform: { required_providers: { tencentcloud: { source: "tencentcloudstack/tencentcloud" } } },
  provider: { tencentcloud: {} },
  resource: { tencentcloud_cos_bucket: { other: { bucket: "other-1250000000" } } },
};
/** The function blocks its event loop, so that it does not notice the end of the cloud. */
const ENDLESS = `import { defineHandler } from "cdktf-tencentcloud-ci/handler";

export default defineHandler({
  onJob: { Snapshot: () => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0) },
});
`;

describeTerraform("local", () => {
  it("serves Terraform by the lines of --env, and leaves no process after kill -9", async () => {
    const project = copyExample(QUICK_APP);
    writeFileSync(join(project.cwd, "on-media.ts"), ENDLESS);
    const local = new CliProcess(["local", "--json"], project);
    onTestFinished(() => void local.child.kill("SIGKILL"));
    await local.line(({ type }) => type === "up");

    const lines = (await runCli(["local", "--env"], project)).stdout;
    const other = join(project.tmp, "other");
    mkdirSync(other);
    writeFileSync(join(other, "main.tf.json"), JSON.stringify(OTHER));
    const shell = `eval "$LINES"; terraform init -no-color && terraform apply -no-color -auto-approve`;
    const applied = spawnSync("sh", ["-c", shell], {
      cwd: other,
      env: { ...project.env, LINES: lines },
      encoding: "utf8",
    });
    expect(applied.stdout + applied.stderr).toContain("Apply complete! Resources: 1 added");

    const output = join(project.tmp, "synthesized");
    cpSync(join(project.cwd, ".cdktf-tencentcloud-ci/synth"), output, { recursive: true });
    const sending = runCli(["send", "Snapshot"], project);
    await expect.poll(() => local.descendants().length, { timeout: 60_000 }).toBeGreaterThan(1); // function, guardian
    const pids = local.descendants();
    local.child.kill("SIGKILL");
    expect((await sending).code).toBe(1);
    await expect.poll(() => pids.filter(isRunning), { timeout: 60_000 }).toEqual([]);

    // What a killed run leaves: its folder in the project, and one for temporary files where no guardian was.
    expect(findSession(project.cwd)).toBeUndefined();
    mkdirSync(join(project.tmp, `local-cloud-${local.child.pid}-1-left`));
    writeFileSync(join(project.cwd, "cdktf.json"), JSON.stringify({ app: `cp -R ${output} "$CDKTF_OUTDIR"` }));
    const next = new CliProcess(["local", "--json"], project);
    onTestFinished(() => void next.child.kill("SIGKILL"));
    await next.line(({ type }) => type === "up");
    expect(readdirSync(project.tmp)).not.toContain(`local-cloud-${local.child.pid}-1-left`);
    next.child.kill("SIGINT");
    expect((await next.finished).code).toBe(0);
    for (const folder of [other, output]) rmSync(folder, { recursive: true });
    await expectNothingLeft([], project);
  });
});
