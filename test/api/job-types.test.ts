import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { JOB_KINDS, JOB_TYPES, jobKindOf, readPathsOf } from "../../api/job-types";
import type { JobKind } from "../../api/job-types";
import { QUEUE_FAMILY_NAMES } from "../../api/queue-families";
import { tagFields } from "../../handler/callback/tags";

describe("the table of job types", () => {
  it("contains every type whose callback the handler knows", () => {
    const missing = Object.keys(tagFields).filter((tag) => !Object.hasOwn(JOB_TYPES, tag));
    expect(missing).toEqual([]);
  });

  it("names a page for each type", () => {
    const source = readFileSync(join(__dirname, "../../api/job-types.ts"), "utf8");
    const rows = source.slice(source.indexOf("JOB_TYPES = {")).match(/^ {2}\w+: "\w+",.*$/gm)!;
    expect(rows).toHaveLength(Object.keys(JOB_TYPES).length);
    expect(rows.filter((row) => !/\/\/ (436|460|1045|1246)\/\d+(, |$)/.test(row))).toEqual([]);
  });

  it("treats an unknown type as a job of media processing", () => {
    for (const service of QUEUE_FAMILY_NAMES) expect(JOB_KINDS[service].service).toBe(service);
    expect(jobKindOf("Future")).toBe(JOB_KINDS.media);
    expect(jobKindOf("constructor")).toBe(JOB_KINDS.media);
  });

  // Facts of each row's page: "Authorization", "Activating a Service" and the request's first line.
  it.each<[string, Partial<JobKind>]>([
    ["SplitVideoParts", { service: "media", path: "/jobs", submit: ["ci:CreateMediaJobs"] }],
    ["PicProcess", { service: "picture", path: "/jobs", submit: ["ci:CreateMediaJobs"] }],
    ["ImageInspect", { service: "picture", path: "/jobs", submit: ["ci:CreateMediaJobs"] }],
    ["VideoTargetRec", { service: "ai", path: "/jobs", submit: ["ci:CreateMediaJobs"] }],
    ["Translation", { service: "ai", path: "/jobs" }],
    ["WordsGeneralize", { service: "ai", path: "/jobs" }],
    ["ImageOCR", { service: "ai", path: "/jobs" }],
    ["VoiceSeparate", { service: "speech", path: "/jobs" }],
    ["PosterProduction", { path: "/pic_jobs" }],
    ["DocProcess", { service: "document", path: "/doc_jobs", read: ["ci:DescribeDocProcessJob"] }],
    ["DocAIGCMetadata", { service: "document", path: "/doc_jobs", list: ["ci:DescribeDocProcessJobs"] }],
    ["FileUncompress", { service: "file", path: "/file_jobs", read: ["ci:DescribeFileProcessJob"], list: [] }],
  ])("agrees with the page of %s", (tag, facts) => {
    expect(jobKindOf(tag)).toMatchObject(facts);
  });

  it("grants the actions of all pages that describe a type", () => {
    expect(jobKindOf("SegmentVideoBody").submit).toEqual(["ci:CreateMediaJobs", "ci:CreateBodyJointsDetectJob"]);
    expect(jobKindOf("NoiseReduction").submit).toEqual(["ci:CreateMediaJobs", "ci:CreateAsrJobs"]);
    expect(jobKindOf("SpeechRecognition").read).toEqual(["ci:DescribeMediaJob", "ci:DescribeAsrJob"]);
  });

  it.each([
    ["d0123", undefined, "/doc_jobs"],
    ["f0123", undefined, "/file_jobs"],
    ["j0123", undefined, "/jobs"],
    ["c0123", undefined, "/jobs"],
    ["d0123", "Future", "/doc_jobs"],
    ["j0123", "FileHashCode", "/file_jobs"],
    ["j0123", "DocProcess", "/doc_jobs"],
    ["c0123", "PosterProduction", "/pic_jobs"],
    ["d0123", "constructor", "/doc_jobs"],
  ])("reads job %s of type %s from %s first, then from the other paths", (id, tag, path) => {
    const [first, ...others] = readPathsOf(id, tag);
    expect(first).toBe(path);
    expect([first, ...others].sort()).toEqual(["/doc_jobs", "/file_jobs", "/jobs", "/pic_jobs"]);
  });
});
