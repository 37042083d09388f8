import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseCallback } from "../../../../handler/callback/parse";
import { jobKey, keyOf, runKey } from "../../../../handler/delivery/durable/key";
import { isKey } from "../../../../handler/delivery/durable/names";

const job = (id: string, state = "Success"): string =>
  `<JobsDetail><JobId>${id}</JobId><Tag>Snapshot</Tag><State>${state}</State></JobsDetail>`;
const key = (body: string): string => keyOf(parseCallback(body), () => "d1ge57");
const jobs = (...details: string[]): string =>
  `<Response><EventName>TaskFinish</EventName>${details.join("")}</Response>`;

describe("keyOf", () => {
  it("names one job by its id and state, whatever the format", () => {
    expect(key(jobs(job("j1")))).toBe("job_j1_Success");
    expect(key('{"JobsDetail":[{"JobId":"j1","Tag":"Snapshot","State":"Success"}]}')).toBe("job_j1_Success");
    expect(key(jobs(job("j1", "Failed")))).toBe("job_j1_Failed");
  });

  it("names several jobs alike in any order", () => {
    expect(key(jobs(job("j1"), job("j2")))).toBe(key(jobs(job("j2"), job("j1"))));
    expect(key(jobs(job("j1"), job("j2")))).not.toBe(key(jobs(job("j1"), job("j3"))));
    expect(key(jobs(job("j1"), job("j2")))).toMatch(/^jobs_[0-9a-f]{64}$/);
  });

  it("names a workflow run by its id and state", () => {
    const body = `{"EventName":"WorkflowFinish","WorkflowExecution":{"RunId":"i1","WorkflowId":"w1","State":"Failed"}}`;
    expect(key(body)).toBe(runKey("i1", "Failed"));
  });

  it("names a callback without an id by its body", () => {
    expect(key('{"EventName":"SomethingNew"}')).toBe("body_d1ge57");
  });

  it.each([["../../etc"], ["a b"], ["j~0001"], ["中"], ["x".repeat(300)]])("makes a valid key of the id %j", (id) => {
    expect(isKey(jobKey(id, "Success"))).toBe(true);
    expect(jobKey(id, "Success")).toMatch(/^job_[0-9a-f]{64}$/);
  });

  it("gives two jobs with different ids or states different keys, whatever characters they contain", () => {
    const word = fc.oneof(
      fc.array(fc.constantFrom("a", "_", " ", "~", '"', "\\", ","), { maxLength: 4 }).map((chars) => chars.join("")),
      fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 2 }).map((units) => String.fromCharCode(...units)),
    );
    const pair = fc.tuple(word, word);
    fc.assert(
      fc.property(pair, pair, (first, second) => {
        fc.pre(first.join("\0\0") !== second.join("\0\0"));
        expect(jobKey(...first)).not.toBe(jobKey(...second));
      }),
      { numRuns: 2000 },
    );
  });

  it.each<[job: [id: string, state: string], other: [id: string, state: string]]>([
    [
      ["a_b", "c"],
      ["a", "b_c"],
    ],
    [
      ["a b", "c"],
      ["a", "b c"],
    ],
    [
      ["\ud800", "Success"],
      ["\udfff", "Success"],
    ],
  ])("separates %j from %j", (job, other) => {
    expect(jobKey(...job)).not.toBe(jobKey(...other));
  });
});
