import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { makeFilm } from "../../scripts/live/film";
import { openPoints, sortFindings, writeReport } from "../../scripts/live/report";
import type { LiveReport } from "../../scripts/live/report";
import { describeWith, missingOnPath } from "../support/describe-with";

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "live-test-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

const REPORT: LiveReport = {
  ...{ date: "2026-11-29", simulation: false, region: "ap-guangzhou", versions: { terraform: "1.11.4" } },
  scenarios: [],
  ...sortFindings([
    { name: "callback-repeat", answer: "Once, by AKIDsecret | at cb.example.com.", isAsAssumed: true },
    { name: "something", notTried: "no\nreason" },
  ]),
  ...{ left: [], interrupted: false },
};

describe("the report of a live run", () => {
  it("answers every open point, or gives the reason why not", () => {
    expect(REPORT.points.map(({ name }) => name)).toEqual(openPoints().map(({ name }) => name));
    expect(REPORT.points.length).toBeGreaterThan(25);
    for (const { name, answer, notTried } of REPORT.points) expect(answer ?? notTried, name).toBeTruthy();
    expect(REPORT.measured.map(({ name }) => name)).toEqual(["something"]);
  });

  it("has the same content in JSON and on a page, without secrets", () => {
    const out = folder();
    const paths = writeReport(out, REPORT, ["AKIDsecret", "cb.example.com", ""]);
    expect(readdirSync(out).sort()).toEqual(["2026-11-29.json", "2026-11-29.md"]);
    const [json = "", page = ""] = paths.map((path) => readFileSync(path, "utf8"));
    expect((JSON.parse(json) as LiveReport).points).toHaveLength(REPORT.points.length);
    expect(page).toContain("| Once, by […] \\| at […]. | yes |");
    expect(page).toContain("| not tried: no reason | – |");
    expect(json + page).not.toMatch(/AKIDsecret|cb\.example\.com/);
  });

  it.each([
    [true, "**This is a simulation.**"],
    [false, "against Tencent Cloud with a real account"],
  ])("names its target: simulation %s", (simulation, words) => {
    const [, page = ""] = writeReport(folder(), { ...REPORT, simulation }, []);
    expect(readFileSync(page, "utf8")).toContain(words);
  });

  it("lists remaining resources, and the interruption", () => {
    const report = { ...REPORT, left: ["workflow w1"], interrupted: true };
    const [, page = ""] = writeReport(folder(), report, []);
    expect(readFileSync(page, "utf8")).toMatch(/The run was interrupted[^]*\*\*Left behind:\*\* workflow w1\./);
  });
});

const FFMPEG = { name: "ffmpeg", missing: () => missingOnPath(["-version"], "ffmpeg", "ffprobe"), timeoutMs: 20_000 };

describeWith(FFMPEG, "the video of a live run", () => {
  it("has three seconds and can be decoded", () => {
    const path = join(folder(), "film.avi");
    writeFileSync(path, makeFilm());
    const fields = "stream=codec_name,width,height,nb_frames,duration";
    const probed = execFileSync("ffprobe", ["-v", "error", "-show_entries", fields, "-of", "csv=p=0", path], {
      encoding: "utf8",
    });
    expect(probed.trim()).toBe("rawvideo,64,48,3.000000,15");
    expect(execFileSync("ffmpeg", ["-v", "error", "-i", path, "-f", "null", "-"], { encoding: "utf8" })).toBe("");
  });
});
