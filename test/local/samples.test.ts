import { deepStrictEqual } from "node:assert";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseCallback } from "../../handler";
import type { CallbackEvent, Job, JobsEvent, WorkflowEvent } from "../../handler";
import { tagFields } from "../../handler/callback/tags";
import { outputs } from "../../handler/helpers/outputs";
import { partialFailures } from "../../handler/helpers/partial-failures";
import { sampleCallback, sampleEvents, sampleTags } from "../../local/samples";
import type { SampleOptions } from "../../local/samples";

const NOW = new Date("2026-01-02T03:04:05Z");

/** The event with normalised ids, and without the raw body. */
function eventOf(body: string): CallbackEvent {
  const event = parseCallback(body.replace(/\b[a-z][0-9a-f]{32}\b/g, "an-id"));
  return { ...event, raw: undefined };
}

function jobOf(name: string, options: SampleOptions = {}): Job {
  return (parseCallback(sampleCallback(name, options)) as JobsEvent).jobs[0]!;
}

it("has samples for exactly the tags that the handler knows", () => {
  expect([...sampleTags].sort()).toEqual(Object.keys(tagFields).sort());
});

describe.each(sampleTags)("%s", (tag) => {
  it("is the same job in both formats, with the tag and its results", () => {
    const [xml, json] = (["xml", "json"] as const).map((format) => sampleCallback(tag, { format, now: NOW }));

    const { jobs } = eventOf(xml!) as JobsEvent;
    deepStrictEqual(eventOf(json!), eventOf(xml!));
    expect(jobs).toHaveLength(1);
    expect(jobs[0]).toMatchObject({ tag, state: "Success", code: "Success", endedAt: NOW });
    expect(partialFailures(jobs[0]!)).toEqual([]);
    expect(Object.keys(jobs[0]!.operation).filter((name) => name in knownFields(tag))).not.toEqual([]);
  });

  it.each([true, false])("reports a workflow run that succeeded or failed (failed: %s)", (failed) => {
    const body = sampleCallback(tag, { workflow: true, failed, format: "json" });

    const { execution } = parseCallback(body) as WorkflowEvent;

    const state = failed ? "Failed" : "Success";
    expect(execution).toMatchObject({ state, bucketId: "media-1250000000", tasks: [{ type: tag, state }] });
    expect(execution.tasks[0]!.resultInfo?.ObjectInfo ?? []).toHaveLength(failed ? 0 : outputs(jobOf(tag)).length);
  });

  it("has the reason of a failed job, and no results", () => {
    const job = jobOf(tag, { failed: true });

    expect(job).toMatchObject({ tag, state: "Failed", message: expect.stringMatching(/\w/) as string });
    expect(job.code).not.toBe("Success");
    const results = Object.entries(job.operation).filter(([name]) => /(Result|MediaInfo)$/.test(name));
    expect(results.filter(([, result]) => !Array.isArray(result) || result.length > 0)).toEqual([]);
  });
});

it("has the same event as XML and as JSON, for any options", () => {
  const key = fc
    .string({ unit: "grapheme", minLength: 1, maxLength: 20 })
    .map((name) => `in/${name}`.replace(/\p{Cc}/gu, "-"));
  const options = fc.record({ failed: fc.boolean(), workflow: fc.boolean(), object: key });
  fc.assert(
    fc.property(fc.constantFrom(...sampleTags), options, (tag, options) => {
      const twins = (["xml", "json"] as const).map((format) => sampleCallback(tag, { ...options, format, now: NOW }));
      const [fromXml, fromJson] = twins.map(eventOf);
      deepStrictEqual(fromXml, fromJson);
    }),
    { numRuns: 300 },
  );
});

it("has new ids and the current time in every callback", () => {
  const [first, second] = [jobOf("Snapshot"), jobOf("Snapshot")];

  expect(first.jobId).toMatch(/^j[0-9a-f]{32}$/);
  expect(first.jobId).not.toBe(second.jobId);
  expect(Math.abs(Date.now() - second.endedAt!.getTime())).toBeLessThan(5000);
  expect(second.startedAt!.getTime()).toBeLessThan(second.endedAt!.getTime());
});

it("names the given bucket, region and object", () => {
  const job = jobOf("Transcode", { bucket: "film-1250000001", region: "ap-shanghai", object: "a/b.mp4" });

  expect(job.input).toMatchObject({ bucketId: "film-1250000001", region: "ap-shanghai", object: "a/b.mp4" });
  expect(outputs(job)).toMatchObject([{ bucket: "film-1250000001", region: "ap-shanghai", key: "out/small.mp4" }]);
});

it.each(sampleEvents.filter((name) => name !== "Probe"))("%s is a moderation callback, also of a failure", (name) => {
  const versions = /Document|Html/.test(name) ? (["Detail"] as const) : (["Detail", "Simple"] as const);
  for (const version of versions) {
    const done = parseCallback(sampleCallback(name, { version }));
    expect(done).toMatchObject({
      type: "moderation",
      eventName: name,
      version,
      state: "Success",
      verdict: "violation",
    });
    const failed = parseCallback(sampleCallback(name, { version, failed: true }));
    expect(failed).toMatchObject({ type: "moderation", eventName: name, version, state: "Failed", code: /./ });
  }
});

it("has the request that CI sends when a callback URL is saved", () => {
  expect(parseCallback(sampleCallback("Probe"))).toMatchObject({ type: "probe" });
});

it.each<[string, SampleOptions, RegExp]>([
  ["SplitVideo", {}, /callback must be one of Animation, .*Probe \(got "SplitVideo"\)/],
  ["ReviewImage", { format: "xml" }, /format of ReviewImage must be json \(got xml\)/],
  ["ReviewImage", { workflow: true }, /ReviewImage is not a job/],
  ["ReviewHtml", { version: "Simple" }, /version of ReviewHtml must be Detail \(got Simple\)/],
])("refuses an unknown callback: %s %o", (name, options, message) => {
  expect(() => sampleCallback(name, options)).toThrow(message);
});

function knownFields(tag: string): object {
  return { ...tagFields[tag as keyof typeof tagFields], MediaInfo: 1, Output: 1 };
}
