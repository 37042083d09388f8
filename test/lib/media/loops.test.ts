import { describe, expect, it } from "vitest";
import { MediaWorkflow, Node, ValidationError, Workflow } from "../../../lib";
import type { OutputOptions, StartOptions } from "../../../lib";
import { newStack } from "../support";

function warnings(prefix: string, output: OutputOptions, start?: StartOptions): unknown[] {
  const topology = Workflow.start(prefix, start).then(Node.snapshot({ template: "t", output }));
  const bucket = { bucket: "media-1250000000", region: "ap-guangzhou" };
  return new MediaWorkflow(newStack(), "Workflow", { ...bucket, topology }).node.metadata.map(
    ({ data }) => data as unknown,
  );
}

describe("a workflow that would start itself", () => {
  it.each([
    ["videos/", "videos/covers/${Number}.jpg"],
    ["videos/", "${InputPath}${InputName}-${Number}.jpg"],
    ["/videos/", "videos/${Number}.jpg"],
    ["", "covers/${Number}.jpg"],
  ])("is refused if %j starts it and it writes %s", (prefix, object) => {
    const write = () => warnings(prefix, { object });
    expect(write).toThrow(ValidationError);
    expect(write).toThrow(
      `[stack/Workflow] Output of a workflow must not start it again (got "${object}" at Snapshot_1`,
    );
  });

  it.each<[string, string, StartOptions?]>([
    ["videos/a", "${InputPath}${InputName}.jpg"],
    ["videos/", "${Unknown}/${Number}.jpg"],
    ["videos/", "videos/covers/${Number}.${Ext}", { media: ["video"] }],
    ["videos/", "videos/covers/${Number}.jpg", { media: ["image"] }],
    ["videos/", "videos/covers/${Number}.jpg", { extensions: ["mp4", "jpg"] }],
  ])("causes a warning in doubt, if %j starts it and it writes %s, %j", (prefix, object, start) => {
    expect(warnings(prefix, { object }, start)).toEqual([
      `Output of a workflow may start it again (got "${object}" at Snapshot_1, where "${prefix}" starts it); write elsewhere to be sure`,
    ]);
  });

  it.each<[string, OutputOptions, StartOptions?]>([
    ["videos/", { object: "covers/${InputName}-${Number}.jpg" }],
    ["", { object: "covers/${Number}.jpg", bucket: "other-1250000000" }],
    ["", { object: "covers/${Number}.jpg" }, { media: ["video"] }],
    ["", { object: "covers/${Number}.jpg" }, { extensions: ["mp4"] }],
    ["${var.prefix}", { object: "covers/${Number}.jpg" }],
  ])("is not reported if %j starts it and it writes %j, %j", (prefix, output, start) => {
    expect(warnings(prefix, output, start)).toEqual([]);
  });
});
