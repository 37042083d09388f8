import { App, TerraformOutput, TerraformStack } from "cdktf";
import { CallbackCode, CiCallbackPipeline, Node, TencentcloudProvider, Workflow } from "cdktf-tencentcloud-ci";

const region = process.env.TENCENTCLOUD_REGION ?? "ap-guangzhou";
const bucket = process.env.CI_BUCKET ?? "media-1250000000";
const template = process.env.CI_SNAPSHOT_TEMPLATE ?? "t0123456789abcdef0123456789abcdef";
/** An existing network; both functions run in it. */
const vpc = { vpcId: process.env.VPC_ID ?? "vpc-00000000", subnetId: process.env.SUBNET_ID ?? "subnet-00000000" };

const app = new App();
const stack = new TerraformStack(app, "composed-stack");
new TencentcloudProvider(stack, "TencentCloud", { region });

const code = CallbackCode.fromEntry("on-media.ts");
const shared = { bucket, region, code };

// Jobs and workflow runs report to functions of their own, which scale and fail independently.
const jobs = new CiCallbackPipeline(stack, "Jobs", {
  ...shared,
  queue: { events: ["TaskFinish"] },
  function: { vpc, reservedMemory: 1024 },
});
new CiCallbackPipeline(stack, "Runs", {
  ...shared,
  function: { vpc, memorySize: 512 },
  workflow: {
    topology: Workflow.start("videos/", { media: ["video"] }).then(
      Node.snapshot({ template, output: { object: "snapshots/${InputName}/${RunId}-${Number}.${Ext}" } }),
    ),
  },
});

new TerraformOutput(stack, "callbackUrl", { value: jobs.callbackUrl, sensitive: true });

app.synth();
