import { Testing } from "cdktf";
import { describe, expect, it } from "vitest";
import { CiCallbackPipeline, Delivery, Ingress, Job, MediaQueue, Node, TerraformData, Workflow } from "../../lib";
import type { CiCallbackPipelineProps } from "../../lib";
import { CODE, masked, newStack, resource, resources, synth } from "./support";

const BUCKET = "media-1250000000";

const WORKFLOW = {
  topology: {
    nodes: {
      Start: { type: "Start", input: { ObjectPrefix: "videos/" } },
      Snapshot_1: {
        type: "Snapshot",
        operation: { TemplateId: "t1", Output: { Object: "${InputName}-${Number}.jpg" } },
      },
    },
    dependencies: { Start: "Snapshot_1", Snapshot_1: "End" },
  },
};

function pipeline(props: Partial<CiCallbackPipelineProps>) {
  const stack = newStack();
  return {
    stack,
    construct: new CiCallbackPipeline(stack, "Media", { bucket: BUCKET, region: "ap-guangzhou", code: CODE, ...props }),
  };
}

describe("CiCallbackPipeline", () => {
  it("enables the services of the workflow's nodes before the workflow is created", () => {
    const template = "t0123456789abcdef0123456789abcdef";
    const flow = Workflow.start("videos/");
    flow.then(Node.speechRecognition({ template, output: { object: "out/${InputName}.txt" } }));
    flow.then(Node.picProcess({ template, output: { object: "out/${InputName}.jpg" } }));
    const { stack } = pipeline({ workflow: { topology: flow } });
    const services = resources(stack, "tencentci_media_service").map(({ family = "media" }) => family);
    expect(services.sort()).toEqual(["media", "picture", "speech"]);
    const { depends_on: before } = resource(stack, "tencentci_media_workflow");
    expect((before as string[]).filter((name) => name.includes("media_service"))).toHaveLength(3);
  });

  it.each<[string, Partial<CiCallbackPipelineProps>]>([
    ["a queue behind a function URL", { queue: {} }],
    ["a queue behind an API Gateway", { queue: { resultFormat: "XML" }, ingress: Ingress.apiGateway() }],
    [
      "a queue behind an API Gateway with every option",
      {
        queue: {},
        ingress: Ingress.apiGateway({
          requestsPerSecond: 50,
          allowedIp: "203.0.113.7",
          customDomain: { domain: "ci.example.com", certificateId: "cert-1" },
        }),
      },
    ],
    [
      "a queue behind a custom domain",
      {
        queue: {},
        ingress: Ingress.customDomain({ domain: "ci.example.com", certificateId: "cert-1", wafInstanceId: "waf-1" }),
      },
    ],
    [
      "a queue behind a cloud native gateway",
      {
        queue: {},
        ingress: Ingress.cloudNativeGateway({
          gatewayId: "gateway-1a2b3c4d",
          gatewayUrl: "https://gw.example.com",
          requestsPerSecond: 50,
        }),
      },
    ],
    ["a queue behind an existing address", { queue: {}, ingress: Ingress.existing("https://hooks.example.com") }],
    ["a function without an ingress", { ingress: Ingress.none() }],
    ["a queue with durable delivery", { queue: {}, delivery: Delivery.durable() }],
    ["jobs on uploads", { uploads: [{ prefix: "videos/", extensions: ["mp4"], job: Job.splitVideoParts() }] }],
    ["a workflow", { workflow: WORKFLOW, region: "ap-beijing" }],
    ["a second rotation of the secret", { secret: { rotation: 1 } }],
  ])("synthesizes %s", (_case, props) => {
    expect(masked(Testing.synth(pipeline(props).stack, true))).toMatchSnapshot();
  });

  it("lets the queues of further services report to the same URL, each after its service is enabled", () => {
    const { stack, construct } = pipeline({ queues: { document: {}, picture: { resultFormat: "XML" } } });
    expect(resources(stack, "tencentci_media_service").map(({ family }) => family)).toEqual(["document", "picture"]);
    const queues = resources(stack, "tencentci_media_queue");
    expect(queues.map(({ family, depends_on }) => [family, (depends_on as string[]).at(-1)])).toEqual([
      ["document", expect.stringMatching(/^tencentci_media_service\.Media_Service-document_/)],
      ["picture", expect.stringMatching(/^tencentci_media_service\.Media_Service-picture_/)],
    ]);
    expect(Object.keys(construct.queues)).toEqual(["document", "picture"]);
    expect(construct.service).toBeUndefined();
  });

  it("wires the same callback URL, secret included, into queue and workflow", () => {
    const { stack } = pipeline({ queue: {}, workflow: WORKFLOW });
    const [queue, workflow] = ["tencentci_media_queue", "tencentci_media_workflow"].map(
      (type) => resource(stack, type).notify_config as { url: string },
    );
    expect(queue!.url).toMatch(
      /^\$\{sensitive\(join\("\/", \[trimsuffix\(.*ExtranetUrl.*, tencentci_callback_secret\..*current\]\)\)\}$/,
    );
    expect(workflow!.url).toBe(queue!.url);
  });

  it("changes CI only after its dependencies", () => {
    const stack = newStack();
    const bucket = new TerraformData(stack, "Bucket", { input: {} });
    new CiCallbackPipeline(stack, "Media", {
      ...{ bucket: "media-1250000000", code: CODE, queue: {}, queues: { document: {} } },
      dependsOn: [bucket],
    });
    for (const { depends_on: before } of resources(stack, "tencentci_media_service"))
      expect(before).toEqual(["terraform_data.Bucket"]);
    for (const { depends_on: before } of resources(stack, "tencentci_media_queue"))
      expect(before).toContainEqual(expect.stringMatching(/^tencentci_media_service\./));
  });

  it("lets CI use a secret only after the function accepts it", () => {
    const { stack } = pipeline({ queue: {} });
    expect(resource(stack, "tencentci_media_queue").depends_on).toEqual([
      expect.stringMatching(/^tencentcloud_scf_function_alias\./),
      expect.stringMatching(/^tencentci_media_service\./),
    ]);
  });

  it.each([
    ["live", "tencentcloud_scf_function_alias"],
    ["$LATEST", "tencentci_media_queue"],
  ])("makes new code of alias %s live only after its role has the grants, later ones included", (alias, type) => {
    const { stack, construct } = pipeline({ queue: {}, function: { alias } });
    construct.function.grantObjects({ bucket: "media-1250000000" }, ["read"]);
    expect(resource(stack, type).depends_on).toContainEqual(
      expect.stringMatching(/^tencentcloud_cam_role_policy_attachment\./),
    );
  });

  it("does not change CI if only jobs name the callback URL", () => {
    const { stack, construct } = pipeline({});
    expect(Object.keys(synth(stack).resource!)).toEqual([
      "tencentci_callback_secret",
      "tencentcloud_scf_function",
      "tencentcloud_scf_function_alias",
      "tencentcloud_scf_function_version",
      "tencentcloud_scf_trigger",
      "terraform_data",
    ]);
    expect(construct).toMatchObject({ service: undefined, queue: undefined, workflow: undefined });
  });

  it("can share a stack with others", () => {
    const stack = newStack();
    for (const name of ["video", "audio"]) {
      new CiCallbackPipeline(stack, name, { bucket: `${name}-1250000000`, code: CODE, queue: {} });
    }
    expect(resources(stack, "tencentcloud_scf_function")).toHaveLength(2);
    expect(resources(stack, "tencentci_media_queue")).toHaveLength(2);
    expect(synth(stack).provider!.tencentci).toEqual([{ region: "ap-guangzhou" }]);
  });

  it("refuses a queue that another construct owns, naming both", () => {
    const stack = newStack();
    new MediaQueue(stack, "Mine", { bucket: BUCKET, callbackUrl: "https://cb.example.com/s" });
    expect(() => new CiCallbackPipeline(stack, "Media", { bucket: BUCKET, code: CODE, queue: {} })).toThrow(
      /^\[stack\/Media\/Queue\] .* which stack\/Mine owns/,
    );
  });
});
