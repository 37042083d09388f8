import { describe, expect, it } from "vitest";
import { BatchJob, CallbackSecret, Job, JobTrigger, ValidationError } from "../../../lib";
import type { BatchJobProps } from "../../../lib";
import { newStack, resource } from "../support";

const BUCKET = { bucket: "media-1250000000", region: "ap-guangzhou" };
const template = "t0123456789abcdef0123456789abcdef";
const job = Job.transcode({ template, output: { object: "hd/${InputName}.${Ext}" }, jobLevel: 1 });

const LISTS = Job.fillConcat({ format: "mp4", fillInput: [{ fillTime: 1 }], output: { object: "out/a.mp4" } });

function batch(props: Partial<BatchJobProps>, stack = newStack()) {
  new BatchJob(stack, "Backlog", { ...BUCKET, prefix: "videos/", ...props });
  const { operation, input, ...rest } = resource(stack, "tencentci_batch_job");
  const parsed = (text: unknown): unknown => JSON.parse((text as string).replaceAll("$$", "$"));
  return { ...rest, input: parsed(input), operation: parsed(operation) };
}

describe("BatchJob", () => {
  it("runs a job on existing objects, which reports to the given URL", () => {
    expect(batch({ job, callbackUrl: "https://cb.example.com/s" })).toEqual({
      ...{ bucket: BUCKET.bucket, region: BUCKET.region, type: "Job", name: "stack-Backlog-f997b871" },
      input: { Prefix: "videos/" },
      operation: {
        ...{ Tag: "Transcode", JobParam: { TemplateId: template }, JobLevel: 1 },
        Output: { Bucket: BUCKET.bucket, Region: BUCKET.region, Object: "hd/${InputName}.${Ext}" },
        ...{ CallBack: "https://cb.example.com/s", CallBackType: "Url", CallBackFormat: "JSON" },
      },
    });
  });

  it("runs workflows, which have their own callbacks", () => {
    const stack = newStack();
    const later = new CallbackSecret(stack, "Other").resource.id; // any text that is known after apply
    new BatchJob(stack, "Backlog", { ...BUCKET, manifest: "inventory/manifest.json", workflowIds: ["w1", later] });
    const { type, operation, input } = resource(stack, "tencentci_batch_job");
    expect([type, input]).toEqual(["Workflow", '{"Manifest":"inventory/manifest.json"}']);
    expect(operation).toMatch(/^\{"WorkflowIds":"w1,\$\{/);
  });

  it("selects objects uploaded in a period", () => {
    const times = { uploadedSince: new Date("2026-01-02T03:04:05Z"), uploadedUntil: new Date("2026-02-03T04:05:06Z") };
    expect(batch({ job, ...times })).toMatchObject({
      operation: { TimeInterval: { Start: "2026-01-02T03:04:05+0000", End: "2026-02-03T04:05:06+0000" } },
    });
  });

  it("warns of a job type that no page documents for batches", () => {
    const stack = newStack();
    batch({ job: Job.splitVideoParts() }, stack);
    const warnings = stack.node.findChild("Backlog").node.metadata.map(({ data }) => data as string);
    expect(warnings).toEqual(["No page or SDK lists SplitVideoParts for batches: CI may refuse it."]);
  });

  it.each<[string, Partial<BatchJobProps>, string]>([
    ["job and workflows", { job, workflowIds: ["w1"] }, "Batch must have a job or workflowIds (got both)"],
    ["neither", {}, "Batch must have a job or workflowIds (got neither)"],
    ["two selections", { job, object: "a.mp4" }, "one of prefix, object, manifest and urlFile (got Prefix and Object)"],
    ["no selection", { job, prefix: undefined }, "(got none)"],
    ["a leading slash", { job, prefix: "/videos" }, 'must not start with "/"'],
    ["files", { job: Job.fileHashCode({ type: "MD5" }) }, "Batch must have a job that CI allows in batches"],
    ["a job that reads lists", { job: LISTS }, "must have a job that reads the object (got FillConcat"],
    [
      "a receiver of workflows",
      { workflowIds: ["w1"], callbackUrl: "https://a.example/s" },
      "must have no receiver (got one)",
    ],
    ["no region for the output", { job, region: undefined }, "must have a region for its output (got none)"],
    ["a name with blanks", { job, name: "a b" }, "Name of the batch must have"],
  ])("refuses %s", (_case, props, message) => {
    expect(() => batch(props)).toThrow(ValidationError);
    expect(() => batch(props)).toThrow(message);
  });

  it("writes nothing under a prefix whose uploads start jobs", () => {
    const stack = newStack();
    new JobTrigger(stack, "Uploads", { ...BUCKET, prefix: "hd/", job: Job.mediaInfo() });
    expect(() => batch({ job }, stack)).toThrow("jobs would start jobs endlessly");
  });
});
