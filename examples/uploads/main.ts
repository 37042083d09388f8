import { App, TerraformOutput, TerraformStack } from "cdktf";
import { CallbackCode, CiCallbackPipeline, Job, TencentcloudProvider } from "cdktf-tencentcloud-ci";

const region = process.env.TENCENTCLOUD_REGION ?? "ap-guangzhou";
const bucket = process.env.CI_BUCKET ?? "media-1250000000";

const app = new App();
const stack = new TerraformStack(app, "uploads");
new TencentcloudProvider(stack, "TencentCloud", { region });

// Jobs find the shots of each video under videos/ and take its cover; the finished jobs call on-media.ts.
const pipeline = new CiCallbackPipeline(stack, "Media", {
  bucket,
  region,
  code: CallbackCode.fromEntry("on-media.ts"),
  uploads: [
    {
      prefix: "videos/",
      extensions: ["mp4", "mov"],
      job: [
        Job.splitVideoParts(),
        Job.snapshot({ mode: "Average", count: 1, output: { object: "covers/${InputName}-${Number}.jpg" } }),
      ],
    },
  ],
  submitter: { record: { forceDestroy: true } }, // destroy removes the example completely
});

new TerraformOutput(stack, "callbackUrl", { value: pipeline.callbackUrl, sensitive: true });
new TerraformOutput(stack, "recordBucket", { value: pipeline.triggers[0]!.record.bucketName });

app.synth();
