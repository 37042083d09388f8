import { TerraformResource } from "cdktf";
import type { TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { expect, it } from "vitest";
import { CiCallbackPipeline, Delivery, Ingress, Job, Node, Workflow } from "../../lib";
import { CODE, newStack, synth } from "./support";

const INGRESSES: readonly (readonly [name: string, ingress: () => Ingress])[] = [
  ["functionUrl", () => Ingress.functionUrl()],
  [
    "apiGateway",
    () =>
      Ingress.apiGateway({ allowedIp: "203.0.113.7", customDomain: { domain: "a.example.com", certificateId: "c" } }),
  ],
  ["customDomain", () => Ingress.customDomain({ domain: "b.example.com", certificateId: "c" })],
  [
    "cloudNativeGateway",
    () =>
      Ingress.cloudNativeGateway({
        gatewayId: "gateway-1",
        gatewayUrl: "https://gw.example.com",
        requestsPerSecond: 5,
      }),
  ],
];

/** A stack of pipelines that together use every option. */
function allOptions(): { readonly stack: TerraformStack; readonly pipelines: readonly CiCallbackPipeline[] } {
  const stack = newStack();
  const output = { object: "covers/${InputName}.${Ext}" };
  const pipelines = INGRESSES.map(
    ([name, ingress], n) =>
      new CiCallbackPipeline(stack, name, {
        bucket: `media${n}-1250000000`,
        region: "ap-guangzhou",
        code: CODE,
        ingress: ingress(),
        delivery: n === 0 ? Delivery.durable() : Delivery.inline(),
        function: {
          alarms: { noticeIds: ["notice-1"], silenceMinutes: 60 },
          asyncRetry: {},
          logs: { retentionDays: 7 },
          provisionedInstances: 1,
          reservedMemory: 1024,
          verify: "readback",
        },
        secret: { rotation: 1 },
        queue: {},
        queues: { document: {} },
        uploads: [{ prefix: "uploads/", job: Job.splitVideoParts() }],
        workflow: { topology: Workflow.start("videos/").then(Node.snapshot({ template: "t1", output })) },
      }),
  );
  return { stack, pipelines };
}

/** Every resource reachable through public fields, without those that are private in TypeScript. */
function reachable(roots: readonly object[]): Set<unknown> {
  const seen = new Set<unknown>();
  const visit = (value: unknown): void => {
    if (typeof value !== "object" || value === null || seen.has(value)) return;
    seen.add(value);
    if (value instanceof TerraformResource) return; // the bindings' own members
    if (!(value instanceof Construct) && !isPlain(value)) return;
    for (const name of publicNames(value)) visit((value as Record<string, unknown>)[name]);
  };
  roots.forEach(visit);
  return seen;
}

function isPlain(value: object): boolean {
  return Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;
}

/** Fields and getters of the library's own classes. */
function publicNames(value: object): string[] {
  const names = new Set(Object.keys(value));
  for (let type = Object.getPrototypeOf(value) as object; ; type = Object.getPrototypeOf(type) as object) {
    if (type === Construct.prototype || type === Object.prototype || type === Array.prototype) break;
    for (const [name, property] of Object.entries(Object.getOwnPropertyDescriptors(type))) {
      if ("get" in property) names.add(name);
    }
  }
  return [...names].filter((name) => name !== "node" && name !== "props");
}

it("every resource can be overridden through public fields", () => {
  const { stack, pipelines } = allOptions();
  synth(stack); // some resources are made at synthesis
  const reached = reachable(pipelines);
  const all = stack.node.findAll().filter((node) => node instanceof TerraformResource);
  expect(all.length).toBeGreaterThan(100);
  expect(all.filter((resource) => !reached.has(resource)).map(({ node }) => node.path)).toEqual([]);
});

it("an override reaches the configuration", () => {
  const { stack, pipelines } = allOptions();
  pipelines[0]!.worker.resource.addOverride("l5_enable", true);
  expect(synth(stack).resource!["tencentcloud_scf_function"]).toHaveProperty(
    [pipelines[0]!.worker.resource.friendlyUniqueId, "l5_enable"],
    true,
  );
});
