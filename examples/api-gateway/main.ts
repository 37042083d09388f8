import { App, TerraformOutput, TerraformStack } from "cdktf";
import { CallbackCode, CiCallbackPipeline, Ingress, TencentcloudProvider } from "cdktf-tencentcloud-ci";

const region = process.env.TENCENTCLOUD_REGION ?? "ap-guangzhou";
const bucket = process.env.CI_BUCKET ?? "media-1250000000";

const app = new App();
const stack = new TerraformStack(app, "api-gateway");
new TencentcloudProvider(stack, "TencentCloud", { region });

// The same pipeline as in examples/function-url, behind an API Gateway. Synthesis warns: the product is shut down.
const pipeline = new CiCallbackPipeline(stack, "Media", {
  bucket,
  region,
  ingress: Ingress.apiGateway({ path: "/ci" }),
  code: CallbackCode.fromEntry("on-media.ts"),
  queue: { events: ["TaskFinish", "WorkflowFinish"], resultFormat: "XML" },
});

new TerraformOutput(stack, "callbackUrl", { value: pipeline.callbackUrl, sensitive: true });
new TerraformOutput(stack, "callbackDomain", { value: pipeline.callbackDomain });
new TerraformOutput(stack, "functionName", { value: pipeline.function.functionName });
new TerraformOutput(stack, "queueId", { value: pipeline.queue!.queueId });

app.synth();
