/** Configurations of a stack with one pipeline, and possible changes by a user. */
import { join } from "node:path";
import { App, LocalBackend, TerraformOutput, TerraformStack } from "cdktf";
import { CiCallbackPipeline, Delivery, Ingress, Job, Node, TencentcloudProvider, Workflow } from "../../lib";
import type { CallbackCode, CallbackFunctionOptions, CiCallbackPipelineProps } from "../../lib";

export const BUCKET = "media-1250000000";
export const REGION = "ap-guangzhou";
/** Buckets that stacks refer to but do not create. */
export const BUCKETS = [BUCKET, "inbox-1250000000", "record-1250000000"];
const STACK = "stack";

/** A pipeline's props, and the grants of its function. */
export interface Configuration extends Omit<CiCallbackPipelineProps, "bucket" | "code"> {
  /** Which of two entry files. */
  readonly code: 0 | 1;
  readonly grants?: boolean;
}

export const BASE: Configuration = { code: 0, region: REGION, queue: {} };

type Change = (configuration: Configuration) => Configuration;

const withProps =
  (props: Partial<Configuration>): Change =>
  (configuration) => ({ ...configuration, ...props });
const withFunction =
  (options: CallbackFunctionOptions): Change =>
  (configuration) => ({ ...configuration, function: { ...configuration.function, ...options } });

const gateway = { gatewayId: "gateway-1a2b3c4d", gatewayUrl: "https://gw.example.com" };
const certificate = { certificateId: "cert0001" };
const existing = { logsetId: "logset-given", topicId: "topic-given" };
const snapshot = Node.snapshot({ template: "t1", output: { object: "out/${InputName}-${Number}.jpg" } });
const uploads = (prefix: string) => [{ prefix, job: Job.mediaInfo() }];

/**
 * Changes by subject and value. A configuration has at most one value per subject, so any combination is a
 * configuration unless synthesis refuses it.
 */
export const CHANGES: Readonly<Record<string, Readonly<Record<string, Change>>>> = {
  code: { other: withProps({ code: 1 }) },
  secret: { rotated: withProps({ secret: { rotation: 1 } }) },
  functionName: { given: withFunction({ functionName: "named" }) },
  namespace: { other: withFunction({ namespace: "media" }) },
  alias: { other: withFunction({ alias: "prod" }), $LATEST: withFunction({ alias: "$LATEST" }) },
  canary: { some: withFunction({ canary: { weight: 0.1 } }) },
  memorySize: { more: withFunction({ memorySize: 512 }) },
  environment: { more: withFunction({ environment: { MODE: "b" } }) },
  vpc: { given: withFunction({ vpc: { vpcId: "vpc-1", subnetId: "subnet-1" } }) },
  role: { existing: withFunction({ role: "own-role" }) },
  logs: { made: withFunction({ logs: {} }), existing: withFunction({ logs: existing }) },
  alarms: { on: withFunction({ alarms: { noticeIds: ["notice-given"], silenceMinutes: 60 } }) },
  tags: { given: withFunction({ tags: { team: "media" } }) },
  reservedMemory: { given: withFunction({ reservedMemory: 4096 }) },
  provisionedInstances: {
    one: withFunction({ provisionedInstances: 1 }),
    two: withFunction({ provisionedInstances: 2 }),
  },
  asyncRetry: { given: withFunction({ asyncRetry: { attempts: 1, maxAge: 600 } }) },
  grants: { read: withProps({ grants: true }) },
  verify: { readback: withFunction({ verify: "readback" }) },
  ingress: {
    urlOfLatest: withProps({ ingress: Ingress.functionUrl({ alias: "$LATEST" }) }),
    apiGateway: withProps({ ingress: Ingress.apiGateway() }),
    apiGatewayPath: withProps({ ingress: Ingress.apiGateway({ path: "/media", requestsPerSecond: 10 }) }),
    apiGatewayDomain: withProps({
      ingress: Ingress.apiGateway({
        allowedIp: "203.0.113.7",
        customDomain: { domain: "api.example.com", ...certificate },
      }),
    }),
    apiGatewayOtherDomain: withProps({
      ingress: Ingress.apiGateway({ customDomain: { domain: "api2.example.com", ...certificate } }),
    }),
    customDomain: withProps({ ingress: Ingress.customDomain({ domain: "ci.example.com", ...certificate }) }),
    otherDomain: withProps({
      ingress: Ingress.customDomain({ domain: "ci2.example.com", ...certificate, wafInstanceId: "waf-1" }),
    }),
    cloudNativeGateway: withProps({ ingress: Ingress.cloudNativeGateway(gateway) }),
    otherGateway: withProps({
      ingress: Ingress.cloudNativeGateway({
        ...gateway,
        gatewayId: "gateway-2",
        path: "/media",
        requestsPerSecond: 10,
      }),
    }),
    gatewayLimit: withProps({ ingress: Ingress.cloudNativeGateway({ ...gateway, requestsPerSecond: 20 }) }),
    existing: withProps({ ingress: Ingress.existing("https://hooks.example.com/media") }),
    none: (configuration) => ({ ...configuration, ingress: Ingress.none(), queue: undefined }),
  },
  delivery: {
    durable: withProps({ delivery: Delivery.durable({ forceDestroy: true }) }),
    durablePrefix: withProps({
      delivery: Delivery.durable({ forceDestroy: true, prefix: "in/box/", sweepMinutes: 5, reconcile: false }),
    }),
    durableElsewhere: withProps({ delivery: Delivery.durable({ bucket: "inbox-1250000000", region: REGION }) }),
  },
  queue: {
    off: withProps({ queue: undefined }),
    other: withProps({ queue: { name: "renamed", resultFormat: "XML", events: ["TaskFinish"] } }),
  },
  queues: { document: withProps({ queues: { document: {} } }) },
  workflow: { on: withProps({ workflow: { topology: Workflow.start("in/").then(snapshot) } }) },
  uploads: { on: withProps({ uploads: uploads("videos/") }), prefix: withProps({ uploads: uploads("films/") }) },
  record: { existing: withProps({ submitter: { record: { bucket: "record-1250000000" } } }) },
};

/** Values of different subjects, as `subject=value`. */
export type Changes = readonly string[];

export const SINGLE_CHANGES: readonly Changes[] = Object.entries(CHANGES).flatMap(([subject, values]) =>
  Object.keys(values).map((value) => [`${subject}=${value}`]),
);

/** The configuration with some changes. Throws for an unknown name. */
export function configurationOf(changes: Changes): Configuration {
  return changes.reduce((configuration, name) => {
    const [subject = "", value = ""] = name.split("=");
    const change = CHANGES[subject]?.[value];
    if (!change) throw new Error(`change must be one of ${SINGLE_CHANGES.flat().join(", ")} (got ${name})`);
    return change(configuration);
  }, BASE);
}

/**
 * Writes a stack into a folder of `outdir`, as an app would; returns the stack's folder.
 *
 * @throws ValidationError if synthesis refuses the configuration
 */
export function synthesize(changes: Changes, outdir: string, programs: readonly CallbackCode[]): string {
  const { code, grants, ...props } = configurationOf(changes);
  const app = new App({ outdir });
  const stack = new TerraformStack(app, STACK);
  new LocalBackend(stack, { path: "terraform.tfstate" }); // cdktf's default is a file in the current folder
  new TencentcloudProvider(stack, "TencentCloud", { region: REGION });
  const pipeline = new CiCallbackPipeline(stack, "Media", { ...props, bucket: BUCKET, code: programs[code] });
  if (grants) pipeline.function.grantObjects({ bucket: BUCKET, region: REGION }, ["read"]);
  if (pipeline.queue) new TerraformOutput(stack, "callbackUrl", { value: pipeline.callbackUrl, sensitive: true });
  app.synth();
  return join(outdir, "stacks", STACK);
}
