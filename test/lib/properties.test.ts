import { cpSync } from "node:fs";
import { join } from "node:path";
import { App, Testing } from "cdktf";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CiCallbackPipeline, Ingress, Node, ValidationError, Workflow } from "../../lib";
import type { CiCallbackPipelineProps } from "../../lib";
import { startCloud } from "../local/support";
import { describeTerraform, terraformWorkspace } from "../support/terraform";
import { CODE, newStack } from "./support";

type Props = Omit<CiCallbackPipelineProps, "bucket">;

const words = fc.string({ unit: fc.constantFrom(..."abcXYZ019-_"), maxLength: 20 });
const name = words.map((text) => `f${text}x`);
const text = fc.string({ unit: "grapheme", maxLength: 40 }).filter((value) => !value.includes("${"));
const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined });

const options = fc.record({
  functionName: maybe(name),
  alias: maybe(fc.constantFrom("live", "$LATEST", "prod_1")),
  description: maybe(text),
  runtime: maybe(fc.constantFrom("Nodejs18.15", "Nodejs20.19")),
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
  reservedMemory: maybe(fc.integer({ min: 24, max: 100 }).map((steps) => steps * 128)),
  tags: maybe(fc.dictionary(name, text, { maxKeys: 2 })),
  logs: maybe(fc.record({ retentionDays: maybe(fc.integer({ min: 1, max: 3600 })) })),
  alarms: maybe(
    fc.record({ noticeIds: fc.constant(["notice-1"]), silenceMinutes: maybe(fc.integer({ min: 5, max: 1440 })) }),
  ),
});

/** Different in each pipeline: two owners of one address are refused. */
let addresses = 0;

const ingress = fc.constantFrom(
  () => Ingress.functionUrl(),
  () => Ingress.apiGateway(),
  () => Ingress.customDomain({ domain: `ci${addresses++}.example.com`, certificateId: "cert-1" }),
  () =>
    Ingress.cloudNativeGateway({
      ...{ gatewayId: "gateway-1", gatewayUrl: "https://gw.example.com", requestsPerSecond: 5 },
      path: `/ci${addresses++}`,
    }),
  () => Ingress.existing("https://hooks.example.com/media"),
);

const template = { template: "t1", output: { object: "out/${InputName}-${Number}.${Ext}" } };
const steps = fc.array(fc.constantFrom(Node.snapshot(template), Node.transcode(template), Node.concat(template)), {
  minLength: 1,
  maxLength: 5,
});
const topology = fc
  .tuple(
    text.map((prefix) => `in${prefix}`),
    steps,
  ) // what they write must not start them again
  .map(([prefix, all]) => all.reduce((flow, step) => flow.then(step), Workflow.start(prefix)));

const pipelines: fc.Arbitrary<Props> = fc
  .record({
    ingress,
    function: options,
    secret: fc.record({ rotation: fc.integer({ min: 0, max: 9 }), acceptPrevious: fc.boolean() }),
    queue: maybe(fc.record({ resultFormat: fc.constantFrom("JSON" as const, "XML" as const) })),
    queues: maybe(fc.dictionary(fc.constantFrom("picture", "speech", "ai", "document", "file"), fc.constant({}))),
    workflow: maybe(fc.record({ topology, state: fc.constantFrom("Active" as const, "Paused" as const) })),
  })
  .map((props) => ({ ...props, ingress: props.ingress(), code: CODE, region: "ap-guangzhou" }));

/** Names by which no two functions in a stack are called. */
function withOwnName(props: Props, n: number): Props {
  const functionName = props.function?.functionName;
  return { ...props, function: { ...props.function, functionName: functionName && `${functionName}${n}` } };
}

function build(all: readonly Props[]) {
  const stack = newStack();
  for (const [n, props] of all.entries())
    new CiCallbackPipeline(stack, `P${n}`, { ...props, bucket: `b${n}-1250000000` });
  return stack;
}

describe("any valid props", () => {
  it("synthesize, the same every time", () => {
    fc.assert(
      fc.property(pipelines, (props) => {
        expect(Testing.synth(build([props]), true)).toBe(Testing.synth(build([props]), true));
      }),
      { numRuns: 25 },
    );
  }, 120_000);
});

describe("any invalid value", () => {
  const outside = (min: number, max: number) =>
    fc.oneof(fc.integer({ max: min - 1 }), fc.integer({ min: max + 1 }), fc.double({ noInteger: true }));
  const wrong = fc.oneof(
    outside(128, 3072).map((memorySize) => ({ memorySize })),
    outside(10, 900).map((timeout) => ({ timeout })),
    outside(1, 6_291_456).map((maxBodyBytes) => ({ maxBodyBytes })),
    fc
      .string({ unit: "grapheme" })
      .filter((value) => !/^[A-Za-z][\w-]{0,58}[A-Za-z0-9]$|\$\{/.test(value))
      .map((functionName) => ({ functionName })),
    fc
      .string({ unit: "grapheme" })
      .filter((value) => !/^[A-Za-z]\w{1,63}$|\$\{/.test(value))
      .map((key) => ({ environment: { [key]: "x" } })),
    fc
      .string({ unit: "grapheme" })
      .filter((value) => !/^[\d.:a-fA-F/]+$|\$\{/.test(value))
      .map((cidr) => ({ allowedCidrs: [cidr] })),
  );

  it("is refused by an error that names the construct", () => {
    fc.assert(
      fc.property(wrong, (props) => {
        const make = (): unknown => build([{ code: CODE, function: props }]);
        expect(make).toThrow(ValidationError);
        expect(make).toThrow("[stack/P0/Function");
      }),
      { numRuns: 50 },
    );
  }, 120_000);
});

describeTerraform("any valid props under real Terraform", () => {
  it("are valid for Terraform and for both providers", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(pipelines, { minLength: 12, maxLength: 12 }), async (all) => {
        const app = App.of(build(all.map(withOwnName)));
        app.synth();
        const cloud = await startCloud();
        const workspace = await terraformWorkspace({ config: {}, env: cloud.environment() });
        cpSync(join(app.outdir, "stacks/stack"), workspace.directory, { recursive: true });
        expect(await workspace.init()).toMatchObject({ code: 0 });
        expect(await workspace.validate()).toMatchObject({ code: 0 });
      }),
      { numRuns: 1 },
    );
  }, 180_000);
});
