import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App, LocalBackend, TerraformStack } from "cdktf";
import { expect, it, onTestFinished } from "vitest";
import { JobTemplate, MediaWorkflow, Node, Template, TencentcloudProvider, Workflow } from "../../lib";
import { ATTACHED } from "../../harness/attached-provider";
import { CONTENTS, SPARSE } from "../lib/templates/contents";
import { BUCKET, startCloud } from "../local/support";
import { differences, measuredState } from "../support/applied-state";
import { describeTerraform, terraformWorkspace } from "../support/terraform";
import type { RunOptions } from "../support/terraform";
import { REFRESHED } from "../support/walk";

const output = { object: "out/${InputName}-${Number}.jpg" };

describeTerraform("templates", () => {
  it("are created, replaced before resources that refer to them change, and deleted", async () => {
    const cloud = await startCloud();
    const terraform = await terraformWorkspace({ attached: ATTACHED, config: {}, env: cloud.environment() });
    const write = (count: number): void => {
      const outdir = mkdtempSync(join(tmpdir(), "templates-"));
      onTestFinished(() => rmSync(outdir, { recursive: true, force: true }));
      cpSync(join(stackOf(outdir, count), "cdk.tf.json"), join(terraform.directory, "cdk.tf.json"));
    };
    const applied = async (options?: RunOptions) => {
      expect(await terraform.apply(options)).toMatchObject({ code: 0 });
      expect(await terraform.plan()).toMatchObject({ code: 0 });
      const [bucket] = cloud.buckets;
      const templates = [...bucket!.templates.values()];
      return {
        templates,
        nodes: JSON.stringify([...bucket!.workflows.values()].map(({ Topology }) => Topology.Nodes)),
      };
    };

    write(1);
    expect(await terraform.init()).toMatchObject({ code: 0 });
    const first = await applied();
    expect(first.templates.map(({ Tag }) => Tag).sort()).toEqual(
      [...[...CONTENTS, ...SPARSE].map(([, { tag }]) => tag), "Snapshot"].sort(),
    );
    expect(differences(measuredState("templates"), await terraform.resources())).toEqual([]);
    const ofOne = first.templates.find(({ Name }) => Name.startsWith("stills-"))!;
    expect(ofOne.contents).toEqual({ Snapshot: { Mode: "Average", Count: "1" } });
    expect(first.nodes).toContain(ofOne.TemplateId);

    write(2);
    const second = await applied(REFRESHED);
    const ofTwo = second.templates.find(({ Name }) => Name.startsWith("stills-"))!;
    expect(ofTwo.contents).toMatchObject({ Snapshot: { Count: "2" } });
    expect(ofTwo.Name).not.toBe(ofOne.Name);
    expect(second.nodes).toContain(ofTwo.TemplateId);
    expect(second.templates).toHaveLength(first.templates.length);

    expect(await terraform.destroy(REFRESHED)).toMatchObject({ code: 0 });
    expect(cloud.buckets[0]!.templates.size).toBe(0);
  });
});

/**
 * A template of every type, and one with this number of pictures, which a workflow uses. Returns the stack's folder.
 */
function stackOf(outdir: string, count: number): string {
  const app = new App({ outdir });
  const stack = new TerraformStack(app, "templates");
  new LocalBackend(stack, { path: "terraform.tfstate" });
  new TencentcloudProvider(stack, "TencentCloud", { region: "ap-guangzhou" });
  const bucketRef = { bucket: BUCKET, region: "ap-guangzhou" };
  for (const [id, content] of [...CONTENTS, ...SPARSE]) new JobTemplate(stack, id, { ...bucketRef, content });
  const content = Template.snapshot({ mode: "Average", count });
  const template = new JobTemplate(stack, "Stills", { ...bucketRef, name: "stills", content });
  const topology = Workflow.start("in/").then(Node.snapshot({ template, output }));
  new MediaWorkflow(stack, "Workflow", { ...bucketRef, topology });
  app.synth();
  return join(outdir, "stacks/templates");
}
