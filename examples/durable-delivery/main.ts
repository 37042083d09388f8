import { App, TerraformOutput, TerraformStack } from "cdktf";
import { CallbackCode, CiCallbackPipeline, Delivery, TencentcloudProvider } from "cdktf-tencentcloud-ci";

const region = process.env.TENCENTCLOUD_REGION ?? "ap-guangzhou";
const bucket = process.env.CI_BUCKET ?? "media-1250000000";

const app = new App();
const stack = new TerraformStack(app, "durable-delivery");
new TencentcloudProvider(stack, "TencentCloud", { region });

// A callback is stored before it is answered; on-media.ts runs until it succeeds, or five times.
const pipeline = new CiCallbackPipeline(stack, "Media", {
  bucket,
  region,
  code: CallbackCode.fromEntry("on-media.ts"),
  delivery: Delivery.durable({
    retry: { maxAttempts: 5, firstDelay: 60 },
    retention: { done: 7, dead: 60 },
    forceDestroy: true, // destroy removes the example completely; omit this where callbacks matter
  }),
  queue: {},
});

// Grant the worker what on-media.ts does besides logging.
pipeline.worker.grantObjects({ bucket, region }, ["read"], "videos/");

new TerraformOutput(stack, "callbackUrl", { value: pipeline.callbackUrl, sensitive: true });
new TerraformOutput(stack, "inboxBucket", { value: pipeline.inbox!.bucketName });

app.synth();
