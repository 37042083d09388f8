import { deepStrictEqual } from "node:assert";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JobsEvent, WorkflowEvent } from "../../../handler";
import { parseCallback } from "../../../handler";
import { body } from "../../../handler/callback/body";
import type { FieldsShape, Shape } from "../../../handler/callback/shape";
import { operationLists, tagFields } from "../../../handler/callback/tags";
import { anyCharacter } from "../../support/any-character";
import type { Model } from "./model";
import { jobModel, toJson, toXml } from "./model";
import { samples } from "./samples";

const tags = Object.entries(samples) as [keyof typeof samples, Model][];

describe("XML and JSON of one callback", () => {
  it.each(tags)("are deeply equal events, complete and with lists as arrays: %s", (tag, operation) => {
    const model = jobModel(tag, operation);

    const fromXml = parseCallback(toXml(model)) as JobsEvent;
    const fromJson = parseCallback(toJson(model)) as JobsEvent;

    deepStrictEqual(fromJson, fromXml);
    const job = fromXml.jobs[0]!;
    expect(job).toMatchObject({ tag, state: "Success", input: { object: "视频/in 1&2.mp4" }, startedAt: undefined });
    expect(leavesOf(job.operation as Model)).toEqual(leavesOf(operation));
    for (const list of operationLists.get(tag) ?? []) expect(job.operation).toHaveProperty(list, expect.any(Array));
  });

  it("are deeply equal for any content of any documented container", () => {
    const xmlText = fc
      .string({ unit: anyCharacter, maxLength: 12 })
      // eslint-disable-next-line no-control-regex
      .filter((text) => !/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(text));
    const leaf: fc.Arbitrary<Model> = fc.oneof(xmlText, fc.constantFrom("", " ", "0123", "1e5", " a "), fc.integer());
    const detail = body.fields.JobsDetail as { item: FieldsShape };
    const operation = detail.item.fields.Operation!;

    fc.assert(
      fc.property(fc.constantFrom(...tags.map(([tag]) => tag), "NewTag"), modelOf(operation, leaf, 0), (tag, model) => {
        const callback = jobModel(tag, model);
        deepStrictEqual(parseCallback(toJson(callback)), parseCallback(toXml(callback)));
      }),
      { numRuns: 60 },
    );
  });

  it("are deeply equal workflow runs, with the results of their tasks", () => {
    const ImageOcrResult = { TextDetections: [{ DetectedText: "字", Polygon: [{ X: "1", Y: "2" }] }] };
    const ResultInfo = { ObjectCount: 1, ObjectInfo: [{ ObjectName: "a.jpg", ImageOcrResult }], SpriteObjectInfo: [] };
    const task = { Type: "ImageOCR", JobId: "j1", State: "Success", Name: "ImageOCR_1", ResultInfo };
    const execution = { RunId: "i1", WorkflowId: "w1", State: "Success", CosHeaders: [], Tasks: [task] };
    const model = { EventName: "WorkflowFinish", WorkflowExecution: execution };

    const event = parseCallback(toXml(model)) as WorkflowEvent;

    deepStrictEqual(parseCallback(toJson(model)), event);
    const { ObjectInfo } = event.execution.tasks[0]!.resultInfo!;
    expect(ObjectInfo[0]!.ImageOcrResult!.TextDetections[0]!.Polygon).toEqual([{ X: "1", Y: "2" }]);
  });

  it("use the same name for a container only if it has the same structure", () => {
    const shapes = new Map<string, { tag: string; shape: Shape }>();
    for (const [tag, named] of Object.entries(tagFields)) {
      for (const [name, shape] of Object.entries(named) as [string, Shape][]) {
        const before = shapes.get(name);
        if (before) deepStrictEqual(shape, before.shape, `${name} of ${tag} and ${before.tag}`);
        else shapes.set(name, { tag, shape });
      }
    }
    expect(shapes.size).toBeGreaterThan(50);
  });
});

/** Any model of this shape: each container with some of its own fields, some unknown ones and some text. */
function modelOf(shape: Shape, leaf: fc.Arbitrary<Model>, depth: number): fc.Arbitrary<Model> {
  if (shape.kind === "text" || depth > 6) return leaf;
  if (shape.kind === "list") return fc.array(modelOf(shape.item, leaf, depth + 1), { maxLength: 3 });
  const known = (Object.entries(shape.fields) as [string, Shape][]).map(
    ([name, field]) => [name, modelOf(field, leaf, depth + 1)] as const,
  );
  // A single unknown value may be a list of one in JSON; XML does not show it.
  const unknown = { Other: leaf, toString: leaf, Twice: fc.array(leaf, { minLength: 2, maxLength: 3 }) };
  const record = fc.record({ ...Object.fromEntries(known), ...unknown }, { requiredKeys: [] });
  return fc.oneof({ weight: 20, arbitrary: record }, { weight: 1, arbitrary: leaf });
}

/** Every non-empty leaf with its path: these must arrive. A list of one has the path of its member. */
function leavesOf(value: Model | undefined, path = ""): string[] {
  if (value === "" || value === undefined) return [];
  if (typeof value !== "object") return [`${path}=${String(value)}`];
  if (Array.isArray(value)) return (value as Model[]).flatMap((item) => leavesOf(item, path)).sort();
  return Object.entries(value)
    .flatMap(([name, member]) => leavesOf(member, `${path}/${name}`))
    .sort();
}
