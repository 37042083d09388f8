import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, onTestFinished, vi } from "vitest";
import { mediaInfo, parseCallback, shots } from "../../handler";
import type { Job, JobsEvent } from "../../handler";
import { toMediaInfo } from "../../local/ci/ffprobe";
import type { LocalCloud } from "../../local/cloud";
import { describeWith, missingOnPath } from "../support/describe-with";
import { BUCKET, ci, enableMedia, startCloud } from "./support";

const FFMPEG = {
  name: "ffmpeg",
  missing: () => missingOnPath(["-version"], "ffmpeg", "ffprobe"),
  timeoutMs: 20_000,
};

/** Runs a job and returns its callback as user code gets it. */
async function jobOf(cloud: LocalCloud, tag: string, body: string | Buffer): Promise<Job> {
  await enableMedia(cloud);
  cloud.putObject(BUCKET, "videos/a.mp4", body);
  const CallBack = "http://127.0.0.1:9/"; // no receiver is needed: the posted callback is recorded
  const request = { Tag: tag, Input: { Object: "videos/a.mp4" }, Operation: {}, CallBack };
  await ci(cloud, { method: "POST", path: "/jobs", xml: ["Request", request] });
  await cloud.idle();
  expect(cloud.deliveries).toHaveLength(1);
  return (parseCallback(cloud.deliveries[0]!.requestBody) as JobsEvent).jobs[0]!;
}

describeWith(FFMPEG, "with ffmpeg", () => {
  let folder: string;
  let video: Buffer;

  /** Two seconds of red, one of white, two of blue, and a tone. */
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "ffmpeg-test-"));
    const colors = [
      ["red", 2],
      ["white", 1],
      ["blue", 2],
    ] as const;
    const inputs = colors.flatMap(([color, s]) => ["-f", "lavfi", "-i", `color=${color}:s=160x120:r=25:d=${s}`]);
    const sound = ["-f", "lavfi", "-i", "sine=frequency=440:duration=5"];
    const filter = ["-filter_complex", "[0][1][2]concat=n=3:v=1:a=0[v]", "-map", "[v]", "-map", "3:a"];
    const codecs = ["-c:v", "mpeg4", "-c:a", "aac", join(folder, "film.mp4")];
    execFileSync("ffmpeg", ["-v", "error", ...inputs, ...sound, ...filter, ...codecs]);
    video = readFileSync(join(folder, "film.mp4"));
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  it("SplitVideoParts finds the shots of the object", async () => {
    const cloud = await startCloud({ ffmpeg: true });

    const found = shots(await jobOf(cloud, "SplitVideoParts", video));

    expect(cloud.ffmpeg).toMatch(/^\d/);
    expect(found).toHaveLength(3);
    expect(found.map(({ begin }) => begin)).toEqual([0, 2, 3]);
    expect(found[2]!.end).toBeCloseTo(5, 1);
  });

  it("MediaInfo returns the properties of the object", async () => {
    const cloud = await startCloud({ ffmpeg: true });

    const info = mediaInfo(await jobOf(cloud, "MediaInfo", video))!;

    expect(info).toMatchObject({
      size: video.length,
      video: [{ codec: "mpeg4", width: 160, height: 120, fps: 25, rotation: 0 }],
      audio: [{ codec: "aac", channels: 1, sampleRate: 44100, language: "und" }],
    });
    expect(info.duration).toBeCloseTo(5, 1);
  });

  it.each(["SplitVideoParts", "MediaInfo"])("%s fails on a file that is not media, with the reason", async (tag) => {
    const cloud = await startCloud({ ffmpeg: true });

    const job = await jobOf(cloud, tag, Buffer.from("no film at all\0"));

    expect(job).toMatchObject({ state: "Failed", code: "InvalidArgument" });
    expect(job.message).toMatch(/^the input file cannot be decoded: \S/);
    expect(job.message).not.toContain(tmpdir());
  });

  it("an object of text is treated as a video", async () => {
    const cloud = await startCloud({ ffmpeg: true });

    const job = await jobOf(cloud, "SplitVideoParts", "视频");

    expect(shots(job).length).toBeGreaterThan(2);
  });
});
it("uses ffmpeg only if ffprobe is on PATH too", async () => {
  const folder = mkdtempSync(join(tmpdir(), "ffmpeg-test-"));
  onTestFinished(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true });
  });
  const add = (name: string, mode: number): void => {
    writeFileSync(join(folder, name), "#!/bin/sh\necho ffmpeg version 7.1\n");
    chmodSync(join(folder, name), mode);
  };
  add("ffmpeg", 0o755);
  add("ffprobe", 0o644);
  mkdirSync(join(folder, "none/ffprobe"), { recursive: true });
  vi.stubEnv("PATH", `${folder}:${folder}/none`);
  expect((await startCloud({ ffmpeg: true })).ffmpeg).toBeUndefined();
  chmodSync(join(folder, "ffprobe"), 0o755);
  vi.stubEnv("PATH", `${folder}/none:${folder}`);
  expect((await startCloud({ ffmpeg: true })).ffmpeg).toBe("7.1");
});

it("results are simulated, even with ffmpeg installed, unless the cloud is configured to use it", async () => {
  const cloud = await startCloud();

  const job = await jobOf(cloud, "SplitVideoParts", "no film at all");

  expect(cloud.ffmpeg).toBeUndefined();
  expect(shots(job).length).toBeGreaterThan(2);
});

it("ffprobe's values are converted to CI's: kilobits, rates as numbers, clockwise rotation", () => {
  const info = toMediaInfo({
    format: { bit_rate: "1500", duration: "2.5" },
    streams: [
      { codec_type: "video", r_frame_rate: "30000/1001", avg_frame_rate: "0/0", side_data_list: [{ rotation: -90 }] },
      { codec_type: "subtitle", index: 3, tags: { language: "chi" } },
      { codec_type: "data" },
    ],
  });

  expect(info).toMatchObject({
    Format: { Bitrate: "1.500000", Duration: "2.5" },
    Stream: {
      Audio: [],
      Video: [{ Fps: "29.970030", Rotation: "90.000000" }],
      Subtitle: [{ Index: "3", Language: "chi" }],
    },
  });
  expect(JSON.stringify(info)).not.toContain("AvgFps");
});
