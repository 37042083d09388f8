import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { CallbackParseError } from "../../../handler";
import * as json from "../../../handler/callback/json";
import { parseCallback } from "../../../handler/callback/parse";
import { skimCallback } from "../../../handler/callback/skim";
import { keyOf } from "../../../handler/delivery/durable/key";
import { SEED } from "../support";

/** The key of a body according to `read`, or its refusal. */
function keyBy(read: typeof skimCallback, body: string): string {
  try {
    return keyOf(read(body), () => "digest");
  } catch (error) {
    expect(error).toBeInstanceOf(CallbackParseError);
    return `refused: ${(error as Error).message}`;
  }
}

const expectSameKey = (body: string): void => expect(keyBy(skimCallback, body), body).toBe(keyBy(parseCallback, body));

const job = (over: object = {}): object => ({ JobId: "j1", Tag: "Snapshot", State: "Success", ...over });
const jobs = (details: unknown, over: object = {}): string =>
  JSON.stringify({ EventName: "TaskFinish", JobsDetail: details, ...over });
const nested = (levels: number): unknown => (levels === 0 ? "x" : { a: nested(levels - 1) });

describe("a body that is skimmed", () => {
  it.each([
    ["the documented XML", SEED.xml],
    ["the documented JSON", SEED.json],
    ["several jobs", jobs([job(), job({ JobId: "j2" })])],
    ["a job that is no list", jobs(job())],
    ["blanks round an id", jobs([job({ JobId: " j1\n" })])],
    ["an id that is a number", jobs([job({ JobId: 12 })])],
    ["an id that is a long number", jobs([job({ JobId: 0 })]).replace(":0", ":12345678901234567890")],
    ["an id in a list", jobs([job({ JobId: ["j1"] })])],
    ["no id", jobs([job({ JobId: "" })])],
    ["a blank state", jobs([job({ State: " " })])],
    ["no tag", jobs([job({ Tag: undefined })])],
    ["an empty job among others", jobs([{}, job()])],
    ["text in place of a job", jobs([job(), "text"])],
    ["no job", jobs([])],
    ["no event name", jobs([job()], { EventName: undefined })],
    ["another event name", jobs([job()], { EventName: "ReviewImage" })],
    ["a workflow run beside jobs", jobs([job()], { WorkflowExecution: { RunId: "i1", State: "Success" } })],
    ["a forbidden name", jobs([job({ Operation: 1 })]).replace('"Operation"', '"__proto__"')],
    ["a forbidden name in escapes", jobs([job({ Operation: 1 })]).replace('"Operation"', '"\\u005f_proto__"')],
    ["half a character", jobs([job({ Message: "?" })]).replace('"?"', '"\\ud800"')],
    ["depth that is accepted", jobs([job({ Operation: nested(55) })])],
    ["depth that is refused", jobs([job({ Operation: nested(70) })])],
    ["many jobs", jobs(Array.from({ length: 100 }, () => job({ Operation: { a: [{ b: "c" }] } })))],
    [
      "depth that is refused among many jobs",
      jobs([...Array.from({ length: 100 }, () => job()), job({ a: nested(70) })]),
    ],
    ["a body that is cut off", jobs([job()]).slice(0, -1)],
    ["a trailing comma", jobs([job()]).replace("]}", "],}")],
  ])("has the same key or refusal as a parsed one: %s", (_case, body) => expectSameKey(body));

  it("has the same key or refusal as a parsed one, for any fields", () => {
    const value = fc.oneof(
      fc.constantFrom("", " ", "j1", 7, 1.5, null, true, "TaskFinish", "ReviewImage", "WorkflowFinish", [], {}),
      fc.json({ maxDepth: 3 }).map((text) => JSON.parse(text) as unknown),
    );
    const detail = fc.oneof(
      value,
      fc.record({ JobId: value, Tag: value, State: value, Operation: value }, { requiredKeys: [] }),
      fc.record({
        JobId: fc.string(),
        Tag: fc.constant("T"),
        State: fc.constantFrom("Success", "Failed"),
        Operation: value,
      }),
    );
    const body = fc.record(
      {
        EventName: fc.oneof({ weight: 3, arbitrary: fc.constant("TaskFinish") }, value),
        JobsDetail: fc.oneof({ weight: 3, arbitrary: fc.array(detail, { maxLength: 3 }) }, detail),
        WorkflowExecution: value,
        code: value,
        message: value,
      },
      { requiredKeys: ["EventName", "JobsDetail"] },
    );
    fc.assert(
      fc.property(body, (content) => {
        expectSameKey(JSON.stringify(content));
      }),
      { numRuns: 1000 },
    );
  });

  it("is not parsed into an event if it is a usual callback of CI", () => {
    const shape = vi.spyOn(json, "shapeJson");
    keyBy(skimCallback, SEED.json);
    expect(shape).not.toHaveBeenCalled();
    keyBy(parseCallback, SEED.json);
    expect(shape).toHaveBeenCalled();
    shape.mockRestore();
  });
});
