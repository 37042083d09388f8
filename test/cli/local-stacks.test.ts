/** `local` with an app of several stacks that refer to each other. */
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { runSend } from "../../cli/send/send";
import { describeTerraform } from "../support/terraform";
import { expectNothingLeft, isLog, isStep, projectFolder, QUICK_APP } from "./local-project";
import { CliProcess } from "./spawn";
import type { Line } from "./spawn";
import { writtenIn } from "./stack-folder";

/** The stack of each pipeline reads the state of `network`; the state of `network` is kept in COS. */
const APP = `
const { App, CosBackend, TerraformResource, TerraformStack } = require("cdktf");
const { CallbackCode, CiCallbackPipeline, Ingress, TencentcloudProvider } = require("cdktf-tencentcloud-ci");

const region = "ap-guangzhou";
const app = new App();
const network = new TerraformStack(app, "network");
new CosBackend(network, { bucket: "state-1250000000", prefix: "network", region });
new TencentcloudProvider(network, "TencentCloud", { region });
const logset = new TerraformResource(network, "Logset", { terraformResourceType: "tencentcloud_cls_logset" });
logset.addOverride("logset_name", "first");
const vpc = new TerraformResource(network, "Vpc", { terraformResourceType: "tencentcloud_vpc" });
vpc.addOverride("cidr_block", "10.0.0.0/16");

for (const name of ["audio", "media"]) {
  const stack = new TerraformStack(app, name);
  new TencentcloudProvider(stack, "TencentCloud", { region });
  new CiCallbackPipeline(stack, "Pipeline", {
    bucket: name + "-1250000000",
    region,
    ingress: Ingress.functionUrl(),
    code: CallbackCode.fromEntry("on-job.ts"),
    queue: { events: ["TaskFinish"], resultFormat: "JSON" },
    ...(name === "media" && { function: { environment: { LOGSET: logset.getStringAttribute("logset_name"), VPC: vpc.getStringAttribute("id") } } }),
  });
}
app.synth();
`;

const CODE = `
import { defineHandler } from "cdktf-tencentcloud-ci/handler";

export default defineHandler({ onJob: { SplitVideoParts: (job, ctx) => ctx.log.info("logset " + process.env.LOGSET + " " + process.env.VPC) } });
`;

describeTerraform("local, with several stacks", () => {
  it("applies the stacks in order, then only changed ones, destroys removed ones and cleans up", async () => {
    const { cwd, tmp } = projectFolder();
    writeFileSync(join(cwd, "cdktf.json"), JSON.stringify({ language: "typescript", app: QUICK_APP }));
    writeFileSync(join(cwd, "on-job.ts"), CODE);
    const main = join(cwd, "main.js");
    writeFileSync(main, APP);
    const files = readdirSync(cwd);
    const context = { cwd, env: { ...process.env, TMPDIR: tmp } };
    const local = new CliProcess(["local", "--json"], context);
    onTestFinished(() => void local.child.kill("SIGKILL"));
    const steps = (since = 0): unknown[] => {
      const isAbout = (line: Line): boolean => isStep(/^(Applied|Unchanged|Destroyed)/)(line);
      return local.lines
        .slice(since)
        .filter(isAbout)
        .map(({ text }) => /^\w+ \w+/.exec(String(text))?.[0]);
    };
    const isUp = ({ type }: Line): boolean => type === "up";

    expect(await local.line(isUp)).toMatchObject({
      stacks: ["audio", "network", "media"],
      callbackUrls: [expect.any(String), expect.any(String)] as string[],
    });
    expect(steps()).toEqual(["Applied audio", "Applied network", "Applied media"]);
    expect((await writtenIn(cwd, runSend, ["SplitVideoParts", "--pipeline", "2"])).err).toContain("1 of 1");
    await local.line(isLog("logset first vpc-"));
    expect((await local.line(({ type }) => type === "types")).remembered).toEqual([
      { type: "tencentcloud_vpc", count: 1 },
    ]);

    const since = local.lines.length;
    writeFileSync(main, APP.replace('"first"', '"second"').replace('["audio", "media"]', '["media"]'));
    local.child.stdin!.write("apply\n");
    expect((await local.line(isUp, since)).callbackUrls).toHaveLength(1);
    expect(steps(since)).toEqual(["Destroyed audio", "Applied network", "Applied media"]);
    expect((await writtenIn(cwd, runSend, ["SplitVideoParts"])).code).toBe(0);
    await local.line(isLog("logset second"), since);

    const pids = local.descendants();
    local.child.kill("SIGINT");
    expect((await local.finished).code).toBe(0);
    await expectNothingLeft(pids, { cwd, tmp, files });
  });
});
