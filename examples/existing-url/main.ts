import { App, TerraformOutput, TerraformStack } from "cdktf";
import { CallbackCode, CiCallbackPipeline, Ingress, TencentcloudProvider } from "cdktf-tencentcloud-ci";

const region = process.env.TENCENTCLOUD_REGION ?? "ap-guangzhou";
const bucket = process.env.CI_BUCKET ?? "media-1250000000";
/** An existing address of the function: a gateway, a load balancer, an edge function. */
const url = process.env.CI_URL ?? "https://gateway.example.com/ci";

const app = new App();
const stack = new TerraformStack(app, "existing-url");
new TencentcloudProvider(stack, "TencentCloud", { region });

// No public resource is created. The server at the address calls the alias `live` of the function with the request.
const pipeline = new CiCallbackPipeline(stack, "Media", {
  bucket,
  region,
  ingress: Ingress.existing(url),
  code: CallbackCode.fromEntry("on-media.ts"),
  queue: {},
});

new TerraformOutput(stack, "callbackUrl", { value: pipeline.callbackUrl, sensitive: true });
new TerraformOutput(stack, "functionName", { value: pipeline.function.functionName });

app.synth();
