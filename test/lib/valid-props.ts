/** Arbitrary pipelines that must synthesize. */
import type { TerraformStack } from "cdktf";
import fc from "fast-check";
import { CallbackFunction, CiCallbackPipeline, Delivery, Ingress, Job, Node, Workflow } from "../../lib";
import type { CallbackFunctionOptions, CiCallbackPipelineProps, WorkflowFlow } from "../../lib";
import { CODE } from "./support";

export type Props = Omit<CiCallbackPipelineProps, "bucket">;

export const words = fc.string({ unit: fc.constantFrom(..."abcXYZ019-_"), maxLength: 20 });
const name = words.map((text) => `f${text}x`);
const text = fc.string({ unit: "grapheme", maxLength: 40 }).filter((value) => !value.includes("${"));
const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined });
const path = maybe(fc.constantFrom("/ci", "/media/v1"));
const rate = maybe(fc.integer({ min: 1, max: 1_000_000 }));
const days = fc.integer({ min: 1, max: 3600 });

const alarms = fc
  .record({
    noticeIds: fc.constant(["notice-1"]),
    errors: maybe(fc.boolean()),
    deadLetters: maybe(fc.boolean()),
    silenceMinutes: maybe(fc.integer({ min: 5, max: 1440 })),
    repeatMinutes: maybe(fc.integer({ min: 1, max: 1440 })),
  })
  .filter(({ errors, silenceMinutes }) => errors !== false || silenceMinutes !== undefined);

const options: fc.Arbitrary<CallbackFunctionOptions> = fc
  .record({
    functionName: maybe(name),
    namespace: maybe(name),
    alias: maybe(fc.constantFrom("live", "$LATEST", "prod_1")),
    canary: maybe(fc.record({ weight: fc.double({ min: 0, max: 1, noNaN: true }) })),
    description: maybe(text),
    runtime: maybe(fc.constantFrom("Nodejs16.13", "Nodejs18.15", "Nodejs24.11")),
    memorySize: maybe(fc.integer({ min: 1, max: 24 }).map((steps) => steps * 128)),
    timeout: maybe(fc.integer({ min: 10, max: 900 })),
    environment: maybe(
      fc.dictionary(
        words.map((word) => `V${word.replace(/-/g, "_")}x`),
        text,
        { maxKeys: 3 },
      ),
    ),
    logLevel: maybe(fc.constantFrom("debug" as const, "info" as const)),
    maxBodyBytes: maybe(fc.integer({ min: 1, max: 6_291_456 })),
    allowedCidrs: maybe(fc.array(fc.ipV4(), { minLength: 1, maxLength: 3 })),
    verify: maybe(fc.constantFrom("secret" as const, "readback" as const)),
    vpc: maybe(fc.constant({ vpcId: "vpc-1", subnetId: "subnet-1" })),
    publicNetwork: maybe(fc.boolean()),
    role: maybe(name),
    reservedMemory: maybe(fc.integer({ min: 24, max: 100 }).map((steps) => steps * 128)),
    provisionedInstances: maybe(fc.integer({ min: 0, max: 3 })),
    asyncRetry: maybe(
      fc.record({
        attempts: maybe(fc.integer({ min: 0, max: 2 })),
        maxAge: maybe(fc.integer({ min: 60, max: 21_600 })),
      }),
    ),
    tags: maybe(fc.dictionary(name, text, { maxKeys: 2 })),
    logs: maybe(
      fc.oneof(
        fc.record({ logsetId: maybe(name), retentionDays: maybe(fc.oneof(days, fc.constant(Infinity))) }),
        fc.record({ logsetId: name, topicId: name }),
      ),
    ),
    alarms: maybe(alarms),
  })
  .map(consistent);

/** Without contradictory options. */
function consistent(options: CallbackFunctionOptions): CallbackFunctionOptions {
  const { alias, vpc, memorySize = 256, provisionedInstances = 0, reservedMemory = Infinity } = options;
  const isLatest = alias === "$LATEST";
  const fits = 2 * provisionedInstances * memorySize <= reservedMemory;
  return {
    ...options,
    publicNetwork: vpc && options.publicNetwork,
    canary: isLatest ? undefined : options.canary,
    provisionedInstances: isLatest || !fits ? undefined : provisionedInstances,
  };
}

/** Ingresses that no other pipeline of the stack has: an address has one owner. */
const ingresses = (n: number) => {
  const domain = fc.constantFrom("ci", "jobs").map((name) => ({
    domain: `${name}${n}.example.com`,
    certificateId: "cert-1",
  }));
  const gateway = fc.constantFrom("a", "b").map((id) => ({
    gatewayId: `gateway-${id}${n}`,
    gatewayUrl: `https://gw-${id}${n}.example.com`,
  }));
  const host = `https://hooks${n}.example.com`;
  return fc.oneof(
    fc.record({ alias: maybe(fc.constant("$LATEST")) }).map((options) => Ingress.functionUrl(options)),
    fc
      .record({
        path,
        requestsPerSecond: rate,
        serviceName: maybe(name.map((text) => `${text}${n}`)),
        allowedIp: maybe(fc.ipV4()),
        customDomain: maybe(domain),
      })
      .map((options) => Ingress.apiGateway(options)),
    fc
      .tuple(domain, fc.record({ path, wafInstanceId: maybe(name) }))
      .map(([host, options]) => Ingress.customDomain({ ...host, ...options })),
    fc
      .tuple(gateway, fc.record({ path, requestsPerSecond: rate }))
      .map(([gatewayOptions, options]) => Ingress.cloudNativeGateway({ ...gatewayOptions, ...options })),
    fc.constantFrom(`${host}/media`, host).map((url) => Ingress.existing(url)),
  );
};

const seconds = fc.integer({ min: 1, max: 3600 });
const durable = (n: number) =>
  fc
    .record({
      prefix: maybe(fc.constantFrom("a/", "a/b-c/")),
      retry: maybe(fc.record({ maxAttempts: fc.integer({ min: 1, max: 100 }), firstDelay: seconds, more: seconds })),
      reconcile: maybe(fc.oneof(fc.boolean(), fc.constant({ tags: ["Snapshot", "Transcode"] }))),
      sweepMinutes: maybe(fc.integer({ min: 1, max: 59 })),
      store: fc.oneof(
        fc.record({ retention: fc.record({ done: maybe(days), dead: maybe(days) }), forceDestroy: fc.boolean() }),
        fc.constant({ bucket: `inbox${n}-1250000000` }),
      ),
    })
    .map(({ retry, store, ...rest }) => {
      const { more, ...waits } = retry ?? { more: 0, firstDelay: 30 };
      return Delivery.durable({ ...rest, ...store, retry: { ...waits, maxDelay: waits.firstDelay + more } });
    });

const template = { template: "t1", output: { object: "out/${InputName}-${Number}.${Ext}" } };
const step = fc.constantFrom(
  Node.snapshot(template),
  Node.transcode(template),
  Node.concat(template),
  Node.scf({ region: "ap-guangzhou", functionName: "step" }),
);
const branch = fc.array(step, { minLength: 1, maxLength: 4 });
const append = (flow: WorkflowFlow, all: readonly ReturnType<typeof Node.scf>[]): WorkflowFlow =>
  all.reduce((flow, step) => flow.then(step), flow);
/** The outputs of the workflow must not start it again. */
const topology = fc.tuple(text, branch, branch, fc.boolean()).map(([prefix, first, second, hasBranches]) => {
  const trunk = Workflow.start(`in${prefix}`).then(Node.transcode(template));
  if (hasBranches) append(trunk, second);
  return append(trunk, first);
});

const notification = {
  resultFormat: maybe(fc.constantFrom("JSON" as const, "XML" as const)),
  events: maybe(fc.subarray(["TaskFinish", "WorkflowFinish"] as const, { minLength: 1 })),
};
const job = fc.constantFrom(Job.splitVideoParts(), Job.snapshot({ template: "t1", output: { object: "out/a.jpg" } }));
const upload = fc.record({
  prefix: fc.constant("uploads/"),
  job: fc.oneof(job, fc.array(job, { minLength: 1, maxLength: 3 })),
  extensions: maybe(fc.constant(["mp4", "MOV"])),
  attempts: maybe(fc.integer({ min: 1, max: 3 })),
});

const receivers = {
  queue: maybe(
    fc.record({
      ...notification,
      name: maybe(name),
      state: maybe(fc.constantFrom("Active" as const, "Paused" as const)),
    }),
  ),
  queues: maybe(fc.dictionary(fc.constantFrom("picture", "speech", "ai", "document", "file"), fc.record(notification))),
  workflow: maybe(
    fc.record({
      ...notification,
      topology,
      name: maybe(name),
      state: fc.constantFrom("Active" as const, "Paused" as const),
    }),
  ),
  uploads: maybe(fc.tuple(upload)),
};
const functionProps = (n: number) => ({
  // No two functions of a stack have one name.
  function: maybe(
    options.map((props) => ({ ...props, functionName: props.functionName && `${props.functionName}${n}` })),
  ),
  secret: maybe(fc.record({ rotation: fc.integer({ min: 0, max: 9 }), acceptPrevious: fc.boolean() })),
  delivery: maybe(fc.oneof(fc.constant(Delivery.inline()), durable(n))),
});
const common = { code: CODE, region: "ap-guangzhou" };

/** The n-th pipeline of a stack, of any kind; `isExisting` ones call an existing function, which needs a stack. */
export const pipeline = (n: number) =>
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc
        .record({ ...functionProps(n), ...receivers, ingress: ingresses(n) })
        .map((props) => ({ ...props, ...common })),
    },
    {
      weight: 1,
      arbitrary: fc.record(functionProps(n)).map((props) => ({ ...props, ...common, ingress: Ingress.none() })),
    },
    {
      weight: 1,
      arbitrary: fc
        .record({ ...receivers, ingress: ingresses(n) })
        .map((props) => ({ ...props, region: common.region, isExisting: true })),
    },
  );

/** Puts pipelines into a stack, each with a bucket of its own. */
export function addPipelines(stack: TerraformStack, all: readonly (Props & { readonly isExisting?: boolean })[]): void {
  for (const [n, { isExisting = false, ...props }] of all.entries()) {
    const existingFunction = isExisting
      ? CallbackFunction.fromAttributes(stack, `E${n}`, { functionName: `on-media${n}`, secret: "0123456789abcdef" })
      : undefined;
    new CiCallbackPipeline(stack, `P${n}`, { ...props, existingFunction, bucket: `b${n}-1250000000` });
  }
}
