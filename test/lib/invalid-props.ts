/** Arbitrary pipelines with one mistake, and the path of the construct in the error. */
import fc from "fast-check";
import { Delivery, Ingress, Job, Node, Workflow } from "../../lib";
import type { CallbackFunctionOptions, DurableDeliveryOptions, UploadOptions } from "../../lib";
import { CODE } from "./support";
import type { Props } from "./valid-props";

const outside = (min: number, max: number): fc.Arbitrary<number> =>
  fc.oneof(fc.integer({ max: min - 1 }), fc.integer({ min: max + 1 }), fc.double({ noInteger: true }));
const notMatching = (pattern: RegExp): fc.Arbitrary<string> =>
  fc.string({ unit: "grapheme" }).filter((value) => !pattern.test(value) && !value.includes("${"));
const oneOf = <T>(...values: T[]): fc.Arbitrary<T> => fc.constantFrom(...values);

const functions: fc.Arbitrary<CallbackFunctionOptions> = fc.oneof(
  outside(128, 3072).map((memorySize) => ({ memorySize })),
  outside(10, 900).map((timeout) => ({ timeout })),
  outside(1, 6_291_456).map((maxBodyBytes) => ({ maxBodyBytes })),
  notMatching(/^[A-Za-z][\w-]{0,58}[A-Za-z0-9]$/).map((functionName) => ({ functionName })),
  notMatching(/^[A-Za-z][\w-]{0,58}[A-Za-z0-9]$/).map((namespace) => ({ namespace })),
  notMatching(/^([A-Za-z][\w-]{0,63}|\$LATEST)$/).map((alias) => ({ alias })),
  notMatching(/^[A-Za-z]\w{1,63}$/).map((key) => ({ environment: { [key]: "x" } })),
  notMatching(/^[\d.:a-fA-F/]+$/).map((cidr) => ({ allowedCidrs: [cidr] })),
  fc.oneof(fc.double({ max: -Number.MIN_VALUE }), fc.double({ min: 1.001 })).map((weight) => ({ canary: { weight } })),
  outside(1, 3600)
    .filter((days) => days !== Infinity)
    .map((retentionDays) => ({ logs: { retentionDays } })),
  outside(5, 1440).map((silenceMinutes) => ({ alarms: { noticeIds: ["notice-1"], silenceMinutes } })),
  outside(1, 1440).map((repeatMinutes) => ({ alarms: { noticeIds: ["notice-1"], repeatMinutes } })),
  outside(0, 2).map((attempts) => ({ asyncRetry: { attempts } })),
  outside(60, 21_600).map((maxAge) => ({ asyncRetry: { maxAge } })),
  outside(256, 128_000).map((reservedMemory) => ({ reservedMemory })),
  outside(0, 1000).map((provisionedInstances) => ({ provisionedInstances })),
  oneOf<CallbackFunctionOptions>(
    { publicNetwork: false },
    { role: "" },
    { vpc: { vpcId: "vpc-1", subnetId: "" } },
    { logs: { logsetId: "set", topicId: "" } },
    { logs: { logsetId: "set", topicId: "topic", retentionDays: 7 } },
    { logs: { topicId: "topic" } as object },
    { alias: "$LATEST", canary: { weight: 0.5 } },
    { alias: "$LATEST", provisionedInstances: 1 },
    { provisionedInstances: 3, reservedMemory: 1024 },
    { alarms: { noticeIds: [] } },
    { alarms: { noticeIds: ["notice-1"], errors: false } },
    { logLevel: "error", alarms: { noticeIds: ["notice-1"], silenceMinutes: 60 } },
  ),
);

const deliveries: fc.Arbitrary<DurableDeliveryOptions> = fc.oneof(
  notMatching(/^([\w.-]+\/){1,8}$/).map((prefix) => ({ prefix })),
  outside(1, 59).map((sweepMinutes) => ({ sweepMinutes })),
  outside(1, 100).map((maxAttempts) => ({ retry: { maxAttempts } })),
  outside(1, 86_400).map((maxDelay) => ({ retry: { maxDelay } })),
  fc.integer({ min: 3601, max: 86_400 }).map((firstDelay) => ({ retry: { firstDelay } })),
  outside(1, 3650).map((done) => ({ retention: { done } })),
  oneOf<DurableDeliveryOptions>(
    { bucket: "inbox-1250000000", retention: { done: 1 } },
    { bucket: "inbox-1250000000", forceDestroy: true },
  ),
);

const domain = { domain: "ci.example.com", certificateId: "cert-1" };
const gateway = { gatewayId: "gateway-1", gatewayUrl: "https://gw.example.com" };
const ingresses: fc.Arbitrary<Ingress> = fc.oneof(
  notMatching(/^(\/[\w.~-]+)+$/).map((path) => Ingress.apiGateway({ path })),
  outside(1, 1_000_000).map((requestsPerSecond) => Ingress.apiGateway({ requestsPerSecond })),
  notMatching(/^[\d.:a-fA-F]+$/).map((allowedIp) => Ingress.apiGateway({ allowedIp })),
  notMatching(/^[\w.-]+$/).map((name) => Ingress.customDomain({ ...domain, domain: name })),
  notMatching(/^(\/[\w.~-]+)*$/).map((path) => Ingress.customDomain({ ...domain, path })),
  notMatching(/^gateway-/).map((gatewayId) => Ingress.cloudNativeGateway({ ...gateway, gatewayId })),
  outside(1, 1_000_000).map((requestsPerSecond) => Ingress.cloudNativeGateway({ ...gateway, requestsPerSecond })),
  notMatching(/^https:/).map((url) => Ingress.existing(url)),
  oneOf("1", "42").map((alias) => Ingress.functionUrl({ alias })),
);

const job = Job.splitVideoParts();
const uploads: fc.Arbitrary<UploadOptions> = fc.oneof(
  notMatching(/^(?!\/)[^*\\]*$/s).map((prefix) => ({ prefix, job })),
  notMatching(/^[A-Za-z0-9]{1,16}$/).map((extension) => ({ prefix: "a/", job, extensions: [extension] })),
  outside(1, 3).map((attempts) => ({ prefix: "a/", job, attempts })),
  oneOf<UploadOptions>({ prefix: "a/", job: [] }, { prefix: "a/", job, extensions: [] }),
);

const template = { template: "t1", output: { object: "out/${InputName}-${Number}.${Ext}" } };
const topologies = oneOf(
  () => Workflow.start("out/").then(Node.snapshot(template)),
  () => Workflow.start("in/", { extensions: [] }).then(Node.snapshot(template)),
  () => Workflow.start("in/", { allFiles: true, extensions: ["mp4"] }).then(Node.snapshot(template)),
  () => Workflow.start("in/").then(Node.scf({ region: "ap-guangzhou", functionName: "" })),
);

const invalid = (path: string, props: Props) => ({ path, props });

/** An invalid pipeline `P0`, and the path in its error. */
export const invalidPipeline: fc.Arbitrary<{ readonly path: string; readonly props: Props }> = fc.oneof(
  { weight: 4, arbitrary: functions.map((options) => invalid("/Function", { code: CODE, function: options })) },
  {
    weight: 2,
    arbitrary: deliveries.map((options) => invalid("", { code: CODE, delivery: Delivery.durable(options) })),
  },
  { weight: 2, arbitrary: ingresses.map((ingress) => invalid("", { code: CODE, ingress })) },
  { weight: 2, arbitrary: uploads.map((rule) => invalid("/Uploads", { code: CODE, uploads: [rule] })) },
  topologies.map((make) => invalid("/Workflow", { code: CODE, workflow: { topology: make() } })),
  fc
    .oneof(fc.integer({ max: -1 }), fc.double({ noInteger: true }))
    .map((rotation) => invalid("/Secret", { code: CODE, secret: { rotation } })),
  oneOf(
    invalid("/Queue", { code: CODE, queue: { events: [] } }),
    invalid("/Queue", { code: CODE, queue: { queueId: "queue" } }),
    invalid("/Queue", { code: CODE, queue: { name: "a queue" } }),
    invalid("/Queue", { code: CODE, queue: { state: "Off" as "Paused" } }),
    invalid("/Queue", { code: CODE, queue: { resultFormat: "YAML" as "XML" } }),
    invalid("", { code: CODE, ingress: Ingress.none(), queue: {} }),
    invalid("", { queue: {} }),
    invalid("/Uploads", { code: CODE, uploads: [] }),
  ),
);
