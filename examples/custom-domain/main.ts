import { App, TerraformOutput, TerraformStack } from "cdktf";
import { CallbackCode, CiCallbackPipeline, Ingress, TencentcloudProvider } from "cdktf-tencentcloud-ci";

const region = process.env.TENCENTCLOUD_REGION ?? "ap-guangzhou";
const bucket = process.env.CI_BUCKET ?? "media-1250000000";
/** A host name whose CNAME points to the platform, and its certificate in the SSL certificate service. */
const domain = process.env.CI_DOMAIN ?? "ci.example.com";
const certificateId = process.env.CI_CERTIFICATE_ID ?? "cert0001";

const app = new App();
const stack = new TerraformStack(app, "custom-domain");
new TencentcloudProvider(stack, "TencentCloud", { region });

// Callbacks arrive under your own host name.
const pipeline = new CiCallbackPipeline(stack, "Media", {
  bucket,
  region,
  ingress: Ingress.customDomain({ domain, certificateId, path: "/ci" }),
  code: CallbackCode.fromEntry("on-media.ts"),
  queue: {},
});

new TerraformOutput(stack, "callbackUrl", { value: pipeline.callbackUrl, sensitive: true });
new TerraformOutput(stack, "callbackDomain", { value: pipeline.callbackDomain });

app.synth();
