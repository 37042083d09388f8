import { App, TerraformOutput, TerraformStack } from "cdktf";
import { CallbackCode, CiCallbackPipeline, Ingress, TencentcloudProvider } from "cdktf-tencentcloud-ci";

const region = process.env.TENCENTCLOUD_REGION ?? "ap-guangzhou";
const bucket = process.env.CI_BUCKET ?? "media-1250000000";
/** A CKafka instance in the same region. */
const instanceId = process.env.CKAFKA_INSTANCE ?? "ckafka-1a2b3c4d";

const app = new App();
const stack = new TerraformStack(app, "kafka");
new TencentcloudProvider(stack, "TencentCloud", { region });

// No public address and no secret: CI writes to the topic, and SCF calls the function with batches of its messages.
const pipeline = new CiCallbackPipeline(stack, "Media", {
  bucket,
  region,
  ingress: Ingress.kafka({ instanceId, partitions: 3, batchSize: 50 }),
  code: CallbackCode.fromEntry("on-media.ts"),
  queue: {},
});

new TerraformOutput(stack, "topic", { value: pipeline.endpoint.kafka?.topic });
new TerraformOutput(stack, "functionName", { value: pipeline.function.functionName });

app.synth();
