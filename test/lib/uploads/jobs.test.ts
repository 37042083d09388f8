import { TerraformOutput, TerraformVariable, Token } from "cdktf";
import { Construct } from "constructs";
import { describe, expect, it } from "vitest";
import { operation as known, tagFields } from "../../../handler/callback/tags";
import { Job, ValidationError } from "../../../lib";
import type { UploadJob } from "../../../lib";
import { newStack, synth } from "../support";

const output = { object: "out/${InputName}.${Ext}" };
const template = "t0123456789abcdef0123456789abcdef";

/** One job of each type, with required options only. */
const jobsByType: Record<string, UploadJob> = {
  Transcode: Job.transcode({ template, output }),
  TranscodePro: Job.transcodePro({ template, output }),
  HighSpeedHd: Job.highSpeedHd({ video: { codec: "H.264" }, output }),
  GeneratePlayList: Job.generatePlayList({ output, container: { format: "hls" } }),
  Watermark: Job.watermark({ watermarks: [template], output }),
  DigitalWatermark: Job.digitalWatermark({ output, digitalWatermark: { message: "m", type: "Text", version: "V1" } }),
  SDRtoHDR: Job.sdrToHdr({ output, sdrToHdr: { hdrMode: "HLG" } }),
  SuperResolution: Job.superResolution({ output, superResolution: { resolution: "sdtohd" } }),
  VideoProcess: Job.videoProcess({ output, colorEnhance: { enable: true } }),
  VideoEnhance: Job.videoEnhance({ output, frameEnhance: { frameDoubling: true } }),
  SegmentVideoBody: Job.segmentVideoBody({ output, mode: "Mask" }),
  SplitVideoParts: Job.splitVideoParts(),
  Concat: Job.concat({ output, concatFragment: [{ url: "https://a.example/intro.mp4", mode: "Start" }] }),
  FillConcat: Job.fillConcat({ output, format: "mp4", fillInput: [{ url: "${InputUrl}" }, { fillTime: 5.5 }] }),
  VideoSynthesis: Job.videoSynthesis({ output, spliceInfo: [{ url: "${InputUrl}", width: 640 }] }),
  VideoMontage: Job.videoMontage({ output, duration: 20 }),
  Segment: Job.segment({ output: { object: "out/${Number}.mp4" }, format: "mp4", duration: 10 }),
  StreamExtract: Job.streamExtract({ output: { streamExtract: [{ index: 0, object: "out/audio.m4a" }] } }),
  DNA: Job.dna({ ruleType: "GetFingerPrint" }),
  ExtractDigitalWatermark: Job.extractDigitalWatermark({ extractDigitalWatermark: { type: "Text", version: "V1" } }),
  Snapshot: Job.snapshot({ output: { object: "out/${Number}.jpg", spriteObject: "out/s.jpg" }, count: 3 }),
  Animation: Job.animation({ output, container: { format: "gif" }, video: { codec: "gif" } }),
  SmartCover: Job.smartCover({ output }),
  PicProcess: Job.picProcess({ output, processRule: "imageMogr2/rotate/90" }),
  PosterProduction: Job.posterProduction({ output, template, info: { main: "${InputUrl}" } }),
  ImageInspect: Job.imageInspect(),
  ImageLicenseRec: Job.imageLicenseRec({ cardType: "IDCard" }),
  ImageOCR: Job.imageOcr({ template }),
  SpeechRecognition: Job.speechRecognition({ output, engineModelType: "16k_zh", channelNum: 1 }),
  Tts: Job.tts({ output, ttsConfig: { inputType: "Url", input: "${InputUrl}" }, mode: "Sync" }),
  NoiseReduction: Job.noiseReduction({ output }),
  VoiceSeparate: Job.voiceSeparate({ template, output: { object: "out/b.mp3", auObject: "out/v.mp3" } }),
  SoundHound: Job.soundHound(),
  VocalScore: Job.vocalScore({ standardObject: "songs/${InputNameAndExt}" }),
  MediaInfo: Job.mediaInfo(),
  QualityEstimate: Job.qualityEstimate({ rotate: 90 }),
  VideoTag: Job.videoTag({ scenario: "Stream" }),
  VideoTargetRec: Job.videoTargetRec({ body: true }),
  Translation: Job.translation({ output, sourceLang: "en", sourceType: "txt", lang: "zh", type: "txt" }),
  WordsGeneralize: Job.wordsGeneralize({ output, nerMethod: "DL" }),
  DocProcess: Job.docProcess({ output, tgtType: "jpg" }),
  DocWatermark: Job.docWatermark({ output, type: 1 }),
  DocAIGCMetadata: Job.docAigcMetadata({ output, aigcMetadata: { label: "value" } }),
  FileHashCode: Job.fileHashCode({ type: "MD5" }),
  FileUncompress: Job.fileUncompress({ prefix: "unpacked/" }),
  FileCompress: Job.fileCompress({ output, format: "zip", key: ["${InputPath}${InputNameAndExt}"] }),
};

const scope = new Construct(undefined as never, "");
const render = (job: UploadJob) => job.render(scope);

describe("Job", () => {
  it("has a function for exactly the job types whose callback the handler knows", () => {
    expect(Object.keys(jobsByType).sort()).toEqual(Object.keys(tagFields).sort());
    expect(Object.keys(Job).length).toBe(Object.keys(jobsByType).length + 1); // and `of`
  });

  it.each(Object.entries(jobsByType))("%s is sent under its name, in the containers of its callback", (tag, job) => {
    expect(job.tag).toBe(tag);
    const names = Object.keys(render(job).operation);
    const expected = [...Object.keys(known.fields), "TemplateId", "TranscodeTemplateId"];
    expect(names.filter((name) => !expected.includes(name))).toEqual([]);
  });

  it("writes options with CI's names", () => {
    const job = Job.snapshot({
      ...{ mode: "Interval", timeInterval: 2.5, isCheckCount: true, ciParam: "imageMogr2/format/png" },
      ...{ output: { object: "covers/${Number}.png", bucket: "other-1250000000" }, userData: "mine", jobLevel: 2 },
      queueId: `p${"0".repeat(32)}`,
    });
    expect(render(job)).toEqual({
      operation: {
        Snapshot: { Mode: "Interval", TimeInterval: 2.5, IsCheckCount: "true", CIParam: "imageMogr2/format/png" },
        Output: { Object: "covers/${Number}.png", Bucket: "other-1250000000" },
        UserData: "mine",
        JobLevel: 2,
      },
      input: {},
      queueId: `p${"0".repeat(32)}`,
    });
  });

  it("accepts templates by id and as resources", () => {
    const rendered = [template, { templateId: template }].map((reference) =>
      render(Job.transcode({ template: reference, watermarks: [reference], output })),
    );
    expect(rendered[0]).toEqual(rendered[1]);
    expect(rendered[0]!.operation).toMatchObject({ TemplateId: template, WatermarkTemplateId: [template] });
  });

  it("has the service that runs it, and whether it reads the upload", () => {
    const services = (service: string) => Object.keys(jobsByType).filter((tag) => jobsByType[tag]!.service === service);
    expect(services("document")).toEqual(["DocProcess", "DocWatermark", "DocAIGCMetadata"]);
    expect(services("file")).toEqual(["FileHashCode", "FileUncompress", "FileCompress"]);
    expect(services("speech")).toEqual([
      ...["SpeechRecognition", "Tts", "NoiseReduction", "VoiceSeparate", "SoundHound", "VocalScore"],
    ]);
    expect(services("picture")).toEqual(["PicProcess", "PosterProduction", "ImageInspect"]);
    expect(services("ai")).toEqual([
      ...["SegmentVideoBody", "ImageLicenseRec", "ImageOCR", "VideoTargetRec", "Translation", "WordsGeneralize"],
    ]);
    expect(jobsByType["PosterProduction"]!.kind.path).toBe("/pic_jobs");
    const without = Object.keys(jobsByType).filter((tag) => render(jobsByType[tag]!).input === undefined);
    expect(without).toEqual(["FillConcat", "VideoSynthesis", "PosterProduction", "Tts", "FileCompress"]);
    expect(render(jobsByType["Translation"]!).input).toEqual({ Lang: "en", Type: "txt" });
  });

  it("accepts the values of both pages if they disagree", () => {
    const words = [{}, { nerMethod: "NerBasic", segMethod: "SegBasic", output }] as const;
    expect(words.map((options) => render(Job.wordsGeneralize(options)).operation)).toEqual([
      {},
      { WordsGeneralize: { NerMethod: "NerBasic", SegMethod: "SegBasic" }, Output: { Object: output.object } },
    ]);
    expect(render(Job.transcode({ output, video: { bitrate: "auto" } })).operation).toMatchObject({
      Transcode: { Video: { Bitrate: "auto" } },
    });
    const colours = { contrast: "", correction: 1000, saturation: 300 } as const;
    expect(
      render(Job.videoProcess({ output, colorEnhance: colours, msSharpen: { sharpenLevel: "" } })).operation,
    ).toMatchObject({
      VideoProcess: {
        ColorEnhance: { Contrast: "", Correction: 1000, Saturation: 300 },
        MsSharpen: { SharpenLevel: "" },
      },
    });
    const sprite = { color: "Black", columns: 2, lines: 2 };
    for (const margin of [0, 4096]) {
      const job = Job.snapshot({ output, count: 4, spriteSnapshotConfig: { ...sprite, margin, padding: margin } });
      expect(() => render(job)).not.toThrow();
    }
    expect(render(Job.noiseReduction({ output, samplerate: 16_000 })).operation).toMatchObject({
      NoiseReduction: { Samplerate: 16_000, SampleRate: 16_000 },
    });
  });

  it("can use the queue for fast transcoding", () => {
    const queueType = "SpeedTranscoding";
    expect(render(Job.transcode({ template, output, queueType }))).toMatchObject({ queueType });
    const both = Job.transcode({ template, output, queueType, queueId: `p${"0".repeat(32)}` });
    expect(() => render(both)).toThrow("Job Transcode must have queueId or queueType (got both): leave one out");
    expect(() => render(Job.snapshot({ template, output, queueType } as never))).toThrow("(got queueType;");
  });

  it("sends a job of another type unchanged", () => {
    const job = Job.of("Future", { Future: { Deep: [1, "${Number}"] } }, { service: "file", input: false });
    expect(render(job)).toEqual({ operation: { Future: { Deep: [1, "${Number}"] } }, input: undefined });
    expect(job.kind.path).toBe("/file_jobs");
    expect([Job.of("Future"), Job.of("ImageOCR")].map(({ service }) => service)).toEqual(["media", "ai"]);
    expect(() => render(Job.of("a b"))).toThrow('Type of a job must be 1 to 64 letters and digits (got "a b")');
  });

  it("skips checks for tokens", () => {
    const value = new TerraformVariable(newStack(), "V", {});
    const job = Job.snapshot({
      count: Token.asNumber(value.value),
      mode: value.stringValue as "Interval",
      output: { object: value.stringValue },
      queueId: value.stringValue,
    });
    expect(() => render(job)).not.toThrow();
    const flag = "${var.V}" as unknown as boolean;
    const switched = Job.docProcess({ output, tgtType: "jpg", comments: flag, picPagination: false });
    const { DocProcess } = render(switched).operation as { DocProcess: Record<string, unknown> };
    expect(DocProcess["PicPagination"]).toBe("0");
    const stack = newStack();
    new TerraformOutput(stack, "out", { value: DocProcess["Comments"] });
    expect(synth(stack).output).toEqual({ out: { value: '${var.V ? "1" : "0"}' } });
    expect(render(Job.segment({ output, format: "mp4", hlsEncrypt: { isHlsEncrypt: flag } })).operation).toMatchObject({
      Segment: { HlsEncrypt: { IsHlsEncrypt: flag } },
    });
  });
});

describe("a job is refused", () => {
  it.each<[string, UploadJob, string]>([
    ["a number out of range", Job.snapshot({ count: 0, output }), "Job Snapshot, count must be a whole number from 1"],
    [
      "a bit rate that is neither a number nor auto",
      Job.transcode({ output, video: { bitrate: "high" as "auto" } }),
      'Job Transcode, video, bitrate must be a number or "auto" (got "high")',
    ],
    ["a bit rate below the limit", Job.transcode({ output, video: { bitrate: 9 } }), "from 10 to 50000 kbit/s (got 9)"],
    ["a fractional number", Job.snapshot({ count: 1.5, output }), "(got 1.5)"],
    ["an interval of 0", Job.snapshot({ timeInterval: 0, output }), "above 0 and at most 3600 (got 0)"],
    ["a negative time", Job.segment({ format: "mp4", startTime: -1, output }), "at least 0 (got -1)"],
    ["an unknown mode", Job.snapshot({ mode: "Now" as "Interval", output }), "one of Interval, Average, KeyFrame"],
    ["an unknown option", Job.mediaInfo({ mod: "x" } as object), "known options only (got mod"],
    [
      "an unknown nested option",
      Job.transcode({ video: { with: 1 } as object, output }),
      "Job Transcode, video must have known options only (got with",
    ],
    ["no template and no parameters", Job.transcode({ output }), "(got neither)"],
    ["both a template and parameters", Job.transcode({ template, video: { width: 640 }, output }), "(got both)"],
    ["a missing option", Job.videoTag({} as { scenario: "Stream" }), "Job VideoTag must have scenario (got none)"],
    ["a missing output", Job.smartCover({} as never), "Job SmartCover must have output (got none)"],
    ["too many watermarks", Job.watermark({ watermarks: Array<string>(4).fill("t"), output }), "1 to 3 (got 4)"],
    ["user data that is not ASCII", Job.mediaInfo({ userData: "ü" }), "printable ASCII"],
    ["a flag that is not a boolean", Job.imageInspect({ autoProcess: "yes" as never }), "true or false"],
  ])("for %s", (_, job, message) => {
    expect(() => render(job)).toThrow(ValidationError);
    expect(() => render(job)).toThrow(message);
  });
});
