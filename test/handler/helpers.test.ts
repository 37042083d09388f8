import { describe, expect, it } from "vitest";
import type { Job, JobsEvent } from "../../handler";
import { isFinal, mediaInfo, outputs, parseCallback, partialFailures, shots } from "../../handler";
import type { Model } from "./callback/model";
import { jobModel, toXml } from "./callback/model";
import { samples } from "./callback/samples";
import { SEED } from "./support";

function job(tag: string, operation: Model): Job {
  return (parseCallback(toXml(jobModel(tag, operation))) as JobsEvent).jobs[0]!;
}

const bucket = { bucket: "media-1250000000", region: "ap-guangzhou" };

describe("shots", () => {
  it("returns seconds as numbers", () => {
    const found = shots((parseCallback(SEED.xml) as JobsEvent).jobs[0]!);
    expect(found).toHaveLength(10);
    expect(found[1]).toEqual({ index: 1, begin: 5.32, end: 13.28 });
  });

  it("returns none for jobs without shots, and sorts them", () => {
    expect(shots(job("Transcode", samples.Transcode))).toEqual([]);
    const TimeInfo = [
      ["1", "5", "9"],
      ["0", "0", "5"],
      ["2", "x", "9"],
    ].map(([Index, PartBegin, PartEnd]) => ({ Index, PartBegin, PartEnd }));
    expect(shots(job("SplitVideoParts", { SplitVideoInfoResult: { TimeInfo } })).map(({ index }) => index)).toEqual([
      0, 1,
    ]);
  });

  it("omits shots without beginning or end, and numbers shots without index", () => {
    const TimeInfo = [
      { PartBegin: "0", PartEnd: "5" },
      { Index: "1", PartBegin: "5" },
      { Index: "2", PartBegin: " ", PartEnd: "7" },
      { Index: "3", PartBegin: "7", PartEnd: "9" },
    ];
    expect(shots(job("SplitVideoParts", { SplitVideoInfoResult: { TimeInfo } }))).toEqual([
      { index: 0, begin: 0, end: 5 },
      { index: 3, begin: 7, end: 9 },
    ]);
  });
});

describe("outputs", () => {
  const md5 = "0123456789abcdef0123456789abcdef";
  const known: Partial<Record<keyof typeof samples, object[]>> = {
    Transcode: [{ ...bucket, key: "out/a.mp4", md5 }],
    SmartCover: [
      { ...bucket, key: "cover/0.jpg", md5 },
      { ...bucket, key: "cover/1.jpg", md5 },
    ],
    Snapshot: [
      { ...bucket, key: "snap/0.jpg" },
      { ...bucket, key: "snap/1.jpg" },
      { ...bucket, key: "sprite/0.jpg" },
    ],
    StreamExtract: [
      { ...bucket, key: "out/v.mp4" },
      { ...bucket, key: "out/a.mp4" },
    ],
    VoiceSeparate: [
      { ...bucket, key: "out/bg.mp3" },
      { ...bucket, key: "out/voice.mp3" },
    ],
    Translation: [{ ...bucket, key: "out/a.pdf" }],
    PicProcess: [{ ...bucket, key: "out/a.jpg" }],
    FileCompress: [{ ...bucket, key: "out/all.zip" }],
    DocProcess: [
      { ...bucket, key: "doc/page-1.jpg" },
      { ...bucket, key: "doc/页-2.jpg" },
    ],
    SplitVideoParts: [],
    MediaInfo: [],
  };

  it.each(Object.entries(known))("names every object that a %s job has produced", (tag, objects) => {
    expect(outputs(job(tag, samples[tag as keyof typeof samples]))).toEqual(objects);
  });

  it("finds the produced objects of tags that are not in the table", () => {
    expect(outputs(job("NewTag", samples.Transcode))).toEqual(known.Transcode);
  });

  it("omits names that still contain a placeholder", () => {
    expect(outputs(job("Snapshot", { Output: { Object: "a-${Number}.jpg", SpriteObject: "b.jpg" } }))).toEqual([
      { bucket: "", region: "", key: "b.jpg" },
    ]);
  });
});

describe("mediaInfo", () => {
  it("returns numbers and parses fractions", () => {
    expect(mediaInfo(job("MediaInfo", samples.MediaInfo))).toEqual({
      format: "mov,mp4",
      duration: 12.5,
      bitrate: 1200.5,
      size: 1875000,
      video: [{ codec: "h264", width: 1280, height: 720, fps: 30000 / 1001, rotation: 0 }],
      audio: [{ codec: "aac", sampleRate: 44100, channels: 2, language: "und" }],
    });
  });

  it("is undefined for jobs without it, and accepts an empty one", () => {
    expect(mediaInfo(job("Tts", samples.Tts))).toBeUndefined();
    expect(mediaInfo(job("MediaInfo", { MediaInfo: "" }))).toEqual({ video: [], audio: [] });
    expect(mediaInfo(job("MediaInfo", { MediaInfo: { Stream: { Video: { Fps: "0/0", Width: "-" } } } }))).toEqual({
      video: [{}],
      audio: [],
    });
  });
});

describe("partialFailures", () => {
  const known: Partial<Record<keyof typeof samples, object[]>> = {
    SuperResolution: [{ part: "DigitalWatermark", code: "Failed", message: "watermark too long" }],
    ImageInspect: [
      {
        part: "ImageInspectResult.ProcessResult.AutoProcessResult",
        code: "AccessDenied",
        message: "cannot make it private",
      },
    ],
    VideoTag: [{ part: "VideoTagResult.StreamData", code: "-1", message: "no face found" }],
    PicProcess: [{ part: "PicProcessResult[1]", code: "Failed", message: "too small" }],
    DocProcess: [{ part: "DocProcessResult", code: "1", message: "1 pages failed" }],
    FileCompress: [{ part: "FileCompressResult", code: "1", message: "1 files failed: b 2.txt" }],
    Transcode: [],
    DigitalWatermark: [],
    SplitVideoParts: [],
  };

  it.each(Object.entries(known))("finds the failed parts of a successful %s job", (tag, failures) => {
    const found = job(tag, samples[tag as keyof typeof samples]);
    expect(found.state).toBe("Success");
    expect(partialFailures(found)).toEqual(failures);
  });
});

describe("isFinal", () => {
  it.each([
    ["Success", true],
    ["Failed", true],
    ["Cancel", true],
    ["Submitted", false],
    ["Running", false],
    ["Auditing", false],
    ["Pause", false],
    ["", false],
    ["constructor", false],
  ])("%s: %s", (state, final) => {
    expect(isFinal(state)).toBe(final);
  });
});
