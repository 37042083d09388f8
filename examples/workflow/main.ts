import { App, TerraformOutput, TerraformStack } from "cdktf";
import { CallbackCode, CiCallbackPipeline, TencentcloudProvider } from "cdktf-tencentcloud-ci";

const region = process.env.TENCENTCLOUD_REGION ?? "ap-guangzhou";
const bucket = process.env.CI_BUCKET ?? "media-1250000000";
/** A snapshot template of the bucket, from the console or from `tencentcloud_ci_media_snapshot_template`. */
const templateId = process.env.CI_SNAPSHOT_TEMPLATE ?? "t0123456789abcdef0123456789abcdef";

const app = new App();
const stack = new TerraformStack(app, "workflow");
new TencentcloudProvider(stack, "TencentCloud", { region });

// Every video that is uploaded under videos/ gets snapshots; the finished run calls on-media.ts.
const pipeline = new CiCallbackPipeline(stack, "Media", {
  bucket,
  region,
  code: CallbackCode.fromEntry("on-media.ts"),
  workflow: {
    topology: {
      nodes: {
        Start: { type: "Start", input: { ObjectPrefix: "videos/", ExtFilter: { State: "On", Video: "true" } } },
        Snapshot_1: {
          type: "Snapshot",
          operation: {
            TemplateId: templateId,
            Output: { Region: region, Bucket: bucket, Object: "snapshots/${InputName}/${RunId}-${Number}.${Ext}" },
          },
        },
      },
      dependencies: { Start: "Snapshot_1", Snapshot_1: "End" },
    },
  },
});

new TerraformOutput(stack, "callbackUrl", { value: pipeline.callbackUrl, sensitive: true });
new TerraformOutput(stack, "callbackDomain", { value: pipeline.callbackDomain });
new TerraformOutput(stack, "functionName", { value: pipeline.function.functionName });
new TerraformOutput(stack, "workflowId", { value: pipeline.workflow!.workflowId });

app.synth();
