/** The stacks of a live run: one of each kind of pipeline, by LIVE_SCENARIO. */
import { App, TerraformOutput, TerraformStack } from "cdktf";
import {
  CallbackCode,
  CiCallbackPipeline,
  Delivery,
  Ingress,
  Job,
  Node,
  TencentcloudProvider,
  Workflow,
} from "cdktf-tencentcloud-ci";
import type { CiCallbackPipelineProps } from "cdktf-tencentcloud-ci";
import { join } from "node:path";

const { LIVE_ID: id = "", LIVE_SCENARIO: scenario = "", LIVE_RUNTIME, LIVE_CKAFKA, LIVE_OUTDIR: outdir } = process.env;
const { CI_BUCKET: bucket = "", TENCENTCLOUD_REGION: region = "" } = process.env;
const prefix = `live/${id}/`;

const KINDS: Readonly<Record<string, Partial<CiCallbackPipelineProps>>> = {
  inline: { queue: { resultFormat: "JSON" } },
  durable: { queue: { resultFormat: "JSON" }, delivery: Delivery.durable({ forceDestroy: true }) },
  uploads: {
    uploads: [{ prefix: `${prefix}uploads/`, extensions: ["avi"], job: Job.mediaInfo() }],
    submitter: { record: { forceDestroy: true } },
  },
  ...(LIVE_CKAFKA && {
    kafka: { queue: { resultFormat: "JSON" }, ingress: Ingress.kafka({ instanceId: LIVE_CKAFKA, replicas: 1 }) },
  }),
  workflow: { workflow: { topology: Workflow.start(`${prefix}workflow/`).then(Node.mediaInfo()) } },
};

const app = new App({ outdir });
const stack = new TerraformStack(app, `live-${scenario}`);
new TencentcloudProvider(stack, "TencentCloud", { region });
const records = `${prefix}records/${scenario}/`;
const pipeline = new CiCallbackPipeline(stack, "Live", {
  bucket,
  region,
  code: CallbackCode.fromEntry(join(__dirname, "record.ts"), { check: false }),
  ...KINDS[scenario],
  function: {
    environment: { LIVE_RECORDS: records, LIVE_BUCKET: bucket, LIVE_REGION: region },
    ...(LIVE_RUNTIME ? { runtime: LIVE_RUNTIME } : {}),
  },
});
for (const recorder of new Set([pipeline.function, pipeline.worker])) {
  recorder.grantObjects({ bucket, region }, ["write"], records);
}
if (!pipeline.endpoint.kafka) {
  new TerraformOutput(stack, "callbackUrl", { value: pipeline.callbackUrl, sensitive: true });
}
if (pipeline.inbox) new TerraformOutput(stack, "inboxBucket", { value: pipeline.inbox.bucketName });
app.synth();
