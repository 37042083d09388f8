import { TerraformVariable } from "cdktf";
import { describe, expect, it } from "vitest";
import { MediaWorkflow, ValidationError } from "../../../lib";
import type { MediaWorkflowProps, WorkflowTopology } from "../../../lib";
import { newStack, resource } from "../support";

const START = { type: "Start", input: { ObjectPrefix: "videos/" } };
const SNAPSHOT = {
  type: "Snapshot",
  operation: { TemplateId: "t1", Output: { Object: "out/${RunId}/${Number}.jpg" } },
};

const TOPOLOGY: WorkflowTopology = {
  nodes: { Start: START, Snapshot_1: SNAPSHOT },
  dependencies: { Start: "Snapshot_1", Snapshot_1: "End" },
};

function workflow(props: Partial<MediaWorkflowProps>): Record<string, unknown> {
  const stack = newStack();
  const bucket = { bucket: "media-1250000000", region: "ap-guangzhou" };
  new MediaWorkflow(stack, "Workflow", { ...bucket, topology: TOPOLOGY, ...props });
  return resource(stack, "tencentci_media_workflow");
}

describe("MediaWorkflow", () => {
  it("is active, named by its path, and leaves callbacks to the queue", () => {
    expect(workflow({})).toEqual({
      bucket: "media-1250000000",
      region: "ap-guangzhou",
      name: expect.stringMatching(/^stack-Workflow-[0-9a-f]{8}$/) as string,
      state: "Active",
      topology: expect.any(String) as string,
    });
  });

  it("has its own callback URL as an option", () => {
    expect(workflow({ callbackUrl: "https://cb.example.com/s", events: ["WorkflowFinish"] }).notify_config).toEqual({
      state: "On",
      event: ["WorkflowFinish"],
      result_format: "JSON",
      type: "Url",
      url: "https://cb.example.com/s",
    });
  });

  it("writes the topology in the vendor's form, with CI's wildcards escaped for Terraform", () => {
    expect(workflow({}).topology).toBe(
      '{"Dependencies":{"Snapshot_1":"End","Start":"Snapshot_1"},"Nodes":{' +
        '"Snapshot_1":{"Operation":{"Output":{"Bucket":"media-1250000000","Object":"out/$${RunId}/$${Number}.jpg","Region":"ap-guangzhou"},"TemplateId":"t1"},"Type":"Snapshot"},' +
        '"Start":{"Input":{"ObjectPrefix":"videos/"},"Type":"Start"}}}',
    );
  });

  it("accepts references to other resources", () => {
    const stack = newStack();
    const TemplateId = new TerraformVariable(stack, "Template", {}).stringValue;
    const nodes = { Start: START, Snapshot_1: { type: "Snapshot", operation: { TemplateId } } };
    const topology = { ...TOPOLOGY, nodes };
    new MediaWorkflow(stack, "Workflow", { bucket: "media-1250000000", topology });
    expect(resource(stack, "tencentci_media_workflow").topology).toContain('"TemplateId":${jsonencode(var.Template)}');
  });

  it("joins several next nodes with commas", () => {
    const nodes = { ...TOPOLOGY.nodes, SCF_2: { type: "SCF" } };
    const dependencies = { Start: ["Snapshot_1", "SCF_2"], Snapshot_1: "SCF_2", SCF_2: "End" };
    expect(workflow({ topology: { nodes, dependencies } }).topology).toContain('"Start":"Snapshot_1,SCF_2"');
  });

  const { nodes, dependencies } = TOPOLOGY;
  it.each<[string, WorkflowTopology, string]>([
    [
      "a node named by another type",
      { nodes: { ...nodes, Cover_1: SNAPSHOT }, dependencies },
      'Node of a workflow must be named by its type and a suffix, such as Snapshot_1 (got "Cover_1" of type Snapshot)',
    ],
    [
      "a name that XML does not allow",
      { nodes: { ...nodes, "Snapshot-2": SNAPSHOT }, dependencies },
      '(got "Snapshot-2" of type Snapshot)',
    ],
    [
      "no prefix to start on",
      { nodes: { ...nodes, Start: { type: "Start" } }, dependencies },
      "Node Start of a workflow must have an input with ObjectPrefix (got none)",
    ],
    [
      "an input elsewhere",
      { nodes: { ...nodes, Snapshot_1: { ...SNAPSHOT, input: { ObjectPrefix: "" } } }, dependencies },
      "Input of a workflow must be at node Start (got one at Snapshot_1)",
    ],
    [
      "an edge to nowhere",
      { nodes, dependencies: { ...dependencies, Start: "Snapshot_2" } },
      'Dependencies of a workflow must name nodes or End (got "Snapshot_2" at Start; nodes are Start, Snapshot_1)',
    ],
    ["an edge from nowhere", { nodes, dependencies: { ...dependencies, Tts_1: "End" } }, '(got "Tts_1" at Tts_1;'],
    ["an edge from End", { nodes, dependencies: { ...dependencies, End: "Start" } }, '(got "End" at End;'],
    [
      "a dead end",
      { nodes, dependencies: { Start: "Snapshot_1" } },
      "Node of a workflow must have a successor, a node or End (got Snapshot_1, which has none)",
    ],
    [
      "no start",
      { nodes: { Snapshot_1: SNAPSHOT }, dependencies: { Snapshot_1: "End" } },
      "Node of a workflow must be reached from Start (got Snapshot_1, which is not)",
    ],
    [
      "a lost node",
      { nodes: { ...nodes, Snapshot_2: SNAPSHOT }, dependencies: { ...dependencies, Snapshot_2: "End" } },
      "(got Snapshot_2, which is not)",
    ],
    [
      "a cycle",
      {
        nodes: { ...nodes, Snapshot_2: SNAPSHOT },
        dependencies: { Start: "Snapshot_1", Snapshot_1: "Snapshot_2", Snapshot_2: "Snapshot_1" },
      },
      "Workflow must have no cycle (got Start → Snapshot_1 → Snapshot_2 → Snapshot_1)",
    ],
  ])("refuses %s", (_case, topology, message) => {
    expect(() => workflow({ topology })).toThrow(ValidationError);
    expect(() => workflow({ topology })).toThrow(message);
  });

  it.each<[string, Partial<MediaWorkflowProps>, string]>([
    [
      "a name with a star",
      { name: "a*" },
      'Name of the workflow must have 1 to 128 letters, digits, _ and - (got "a*")',
    ],
    ["an unknown state", { state: "On" as "Active" }, 'State of the workflow must be one of Active, Paused (got "On")'],
  ])("refuses %s", (_case, props, message) => {
    expect(() => workflow(props)).toThrow(message);
  });

  it.each(["topology", "bucket"])("refuses a missing property of a JavaScript caller: %s", (name) => {
    expect(() => workflow({ [name]: undefined })).toThrow(ValidationError);
    expect(() => workflow({ [name]: undefined })).toThrow(
      /(Topology of the workflow|Bucket) must be given \(got none\)/,
    );
  });

  it("writes outputs to the workflow's bucket, whose region must be known", () => {
    expect(() => workflow({ region: undefined })).toThrow(
      "[stack/Workflow] Output of Snapshot_1 must have a region: give region to the output or to the workflow (got none)",
    );
  });
});
