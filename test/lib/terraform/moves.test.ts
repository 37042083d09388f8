import { TerraformStack, Testing } from "cdktf";
import { Construct } from "constructs";
import { describe, expect, it } from "vitest";
import { CallbackSecret, MediaWorkflow, moveFromPath } from "../../../lib";
import { addressOf } from "../../../lib/terraform/moves";
import { nameFromPath } from "../../../lib/terraform/names";
import { newStack, resources } from "../support";

const TOPOLOGY = {
  nodes: {
    Start: { type: "Start", input: { ObjectPrefix: "in/" } },
    Snapshot_1: { type: "Snapshot", operation: { TemplateId: "t1" } },
  },
  dependencies: { Start: "Snapshot_1", Snapshot_1: "End" },
};

class Group extends Construct {
  constructor(scope: Construct, id: string, from?: Parameters<typeof moveFromPath>[1]) {
    super(scope, id);
    if (from !== undefined) moveFromPath(this, from);
    new CallbackSecret(this, "Secret");
  }
}

/** The `moved` blocks of a synthesized stack. */
function movedIn(stack: TerraformStack): unknown[] {
  return ((JSON.parse(Testing.synth(stack)) as { readonly moved?: unknown[] }).moved ?? []).flat();
}

describe("moveFromPath", () => {
  it("moves every resource from its address at the former path", () => {
    const before = newStack();
    new Group(new Construct(before, "Outer"), "Old");
    const [id] = Object.keys((before.toTerraform() as Resources).resource.tencentci_callback_secret);
    const after = newStack();
    new Group(after, "New", "Outer/Old");
    const [to] = Object.keys((after.toTerraform() as Resources).resource.tencentci_callback_secret);
    expect(movedIn(after)).toEqual([
      { from: `tencentci_callback_secret.${id}`, to: `tencentci_callback_secret.${to}` },
    ]);
  });

  it("keeps the names of the former path, even of another stack, and moves nothing between stacks", () => {
    const former = new Construct(new Construct(newStack(), "Outer"), "Old");
    const scope = new Construct(newStack(), "New");
    moveFromPath(scope, "Outer/Old");
    expect(nameFromPath(new Construct(scope, "Default"), 60)).toBe(nameFromPath(new Construct(former, "Default"), 60));
    expect(nameFromPath(new Construct(scope, "A b"), 30)).toBe(nameFromPath(new Construct(former, "A b"), 30));

    const stack = newStack();
    const other = new Group(stack, "Old", { stack: "other", path: "Old" });
    const expected = new Construct(new TerraformStack(newStack().node.root, "other"), "Old");
    expect(nameFromPath(other, 60)).toBe(nameFromPath(expected, 60));
    expect(movedIn(stack)).toEqual([]);
  });

  it("computes the same addresses as constructs", () => {
    const scope = new Construct(new Construct(newStack(), "Default"), "é/x");
    expect(addressOf(scope.node.scopes.map(({ node }) => node.id))).toBe(scope.node.addr);
  });

  it.each([
    ["", /must be ids of constructs joined by \/ \(got ""\)/],
    ["/Old", /must be ids of constructs/],
    ["Old/", /must be ids of constructs/],
    ["New", /must be another than the construct's own \(got New\)/],
  ])("refuses the path %j", (path, message) => {
    expect(() => new Group(newStack(), "New", path)).toThrow(message);
  });

  it("refuses a construct with children, and a former path that is taken", () => {
    const full = new Group(newStack(), "New");
    expect(() => moveFromPath(full, "Old")).toThrow(/before the construct has children/);
    const stack = newStack();
    new Group(stack, "Old");
    new Group(stack, "New", "Old");
    expect(() => Testing.synth(stack)).toThrow(/Former path must be free \(got .*Old, where there is a construct\)/);
  });

  it("keeps an explicit name", () => {
    const stack = newStack();
    const scope = new Construct(stack, "New");
    moveFromPath(scope, "Old");
    new MediaWorkflow(scope, "Workflow", { bucket: "media-1250000000", name: "mine", topology: TOPOLOGY });
    expect(resources(stack, "tencentci_media_workflow")[0]).toMatchObject({ name: "mine" });
  });
});

interface Resources {
  readonly resource: { readonly tencentci_callback_secret: object };
}
