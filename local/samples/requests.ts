/**
 * A job request for every tag of CI, as a user would submit it, with the parameters that its page documents. A test
 * requires one for every tag that the handler knows.
 */
import type { XmlElement } from "../http/xml";

/** The bucket of the samples. */
export interface BucketRef {
  readonly name: string;
  readonly region: string;
}

/** The request of a job. */
export interface SampleRequest {
  /** Key of the input object. */
  readonly object: string;
  /** `Operation` without results. */
  readonly operation: XmlElement;
}

const VIDEO = "videos/holiday 1&2.mp4";
const SONG = "audio/speech.mp3";
const PICTURE = "pictures/cover.jpg";
const DOCUMENT = "documents/report.docx";

const transcode = {
  Container: { Format: "mp4" },
  Video: { Codec: "H.264", Width: "1280", Height: "720", Fps: "25", Crf: "25" },
  Audio: { Codec: "aac", Samplerate: "44100", Bitrate: "128", Channels: "2" },
  TransConfig: { AdjDarMethod: "scale", HlsEncrypt: { IsHlsEncrypt: "false", UriKey: "" } },
  TimeInterval: { Start: "0", Duration: "60" },
};
const watermark = {
  Type: "Text",
  Pos: "TopRight",
  LocMode: "Absolute",
  Dx: "64",
  Dy: "64",
  Text: { Text: "水印 & <mark>", FontSize: "30", FontColor: "0xFFFFFF", FontType: "simfang.ttf", Transparency: "80" },
};

/** By tag. */
export const sampleRequests: Readonly<Record<string, (bucket: BucketRef) => SampleRequest>> = {
  Animation: (bucket) =>
    request(VIDEO, {
      ...outputTo(bucket, "out/animation.gif"),
      TemplateId: "t0123456789",
      Animation: { Container: { Format: "gif" }, Video: { Codec: "gif", Width: "320", Fps: "15" } },
    }),
  Concat: (bucket) =>
    request(VIDEO, {
      ...outputTo(bucket, "out/concat.mp4"),
      ConcatTemplate: {
        Index: "1",
        ConcatFragment: [
          { Url: urlOf(bucket, "videos/intro.mp4"), Mode: "Start" },
          { Url: urlOf(bucket, "videos/end.mp4"), Mode: "End" },
        ],
        Container: { Format: "mp4" },
      },
    }),
  DNA: () => request(VIDEO, { DnaConfig: { RuleType: "GetFingerPrint", DnaDbId: "xxxx", VideoId: "" } }),
  DigitalWatermark: (bucket) =>
    request(VIDEO, {
      ...outputTo(bucket, "out/marked.mp4"),
      DigitalWatermark: { Message: "123456789ab", Type: "Text", Version: "V1", IgnoreError: "false" },
    }),
  DocAIGCMetadata: (bucket) =>
    request(DOCUMENT, {
      ...outputTo(bucket, "out/report.docx"),
      DocAIGCMetadata: { AIGCMetadata: { Label: "1", ContentProducer: "producer", ProduceID: "007" } },
    }),
  DocProcess: (bucket) =>
    request(DOCUMENT, {
      ...outputTo(bucket, "out/page-${Number}.jpg"),
      DocProcess: { SrcType: "docx", TgtType: "jpg", StartPage: "1", EndPage: "3", ImageParams: "" },
    }),
  DocWatermark: (bucket) =>
    request(DOCUMENT, {
      ...outputTo(bucket, "out/report.docx"),
      DocWatermark: { SrcType: "docx", Type: "1", Image: urlOf(bucket, "logo.png"), Dx: "10", Dy: "10" },
    }),
  ExtractDigitalWatermark: () => request(VIDEO, { ExtractDigitalWatermark: { Type: "Text", Version: "V1" } }),
  FileCompress: (bucket) =>
    request("list.txt", {
      ...outputTo(bucket, "out/all.zip"),
      FileCompressConfig: { Flatten: "0", Format: "zip", Type: "faster", Key: ["a.txt", "b 2.txt"] },
    }),
  FileHashCode: () => request("backup/all.zip", { FileHashCodeConfig: { Type: "MD5", AddToHeader: "false" } }),
  FileUncompress: (bucket) =>
    request("backup/all.zip", { ...outputIn(bucket), FileUncompressConfig: { Prefix: "out/", PrefixReplaced: "1" } }),
  FillConcat: (bucket) =>
    request(VIDEO, {
      ...outputTo(bucket, "out/filled.mp4"),
      FillConcat: { Format: "mp4", RefMode: "Duration", FillInput: [{ Url: urlOf(bucket, VIDEO) }, { FillTime: "5" }] },
    }),
  GeneratePlayList: (bucket) => request(VIDEO, { ...outputTo(bucket, "out/list.m3u8"), Transcode: transcode }),
  HighSpeedHd: (bucket) => request(VIDEO, { ...outputTo(bucket, "out/hd.mp4"), Transcode: transcode }),
  ImageLicenseRec: () => request(PICTURE, { ImageLicenseRec: { CardType: "IDCard" } }),
  ImageInspect: () => request(PICTURE, { ImageInspect: { AutoProcess: "true", ProcessType: "SwitchObjectToPrivate" } }),
  ImageOCR: () => request(PICTURE, { ImageOCR: { Type: "general", LanguageType: "zh", IsPdf: "false" } }),
  MediaInfo: () => request(VIDEO, {}),
  NoiseReduction: (bucket) =>
    request(SONG, { ...outputTo(bucket, "out/clean.wav"), NoiseReduction: { Format: "wav", Samplerate: "16000" } }),
  PicProcess: (bucket) =>
    request(PICTURE, {
      ...outputTo(bucket, "out/cover.jpg"),
      PicProcess: { IsPicInfo: "true", ProcessRule: "imageMogr2/thumbnail/512x" },
    }),
  PosterProduction: (bucket) =>
    request(PICTURE, {
      ...outputTo(bucket, "out/poster.jpg"),
      PosterProduction: { TemplateId: "5f5a8bc7b8f0", Info: { title: "标题", main: urlOf(bucket, PICTURE) } },
    }),
  QualityEstimate: () => request(VIDEO, { QualityEstimateConfig: { Rotate: "90", Mode: "Base" } }),
  SDRtoHDR: (bucket) =>
    request(VIDEO, { ...outputTo(bucket, "out/hdr.mp4"), SDRtoHDR: { HdrMode: "HDR10" }, Transcode: transcode }),
  Segment: (bucket) =>
    request(VIDEO, {
      ...outputTo(bucket, "out/part-${Number}.mp4"),
      Segment: { Format: "mp4", Duration: "5", HlsEncrypt: { IsHlsEncrypt: "false", UriKey: "" } },
    }),
  SegmentVideoBody: (bucket) =>
    request(VIDEO, {
      ...outputTo(bucket, "out/body.mp4"),
      SegmentVideoBody: { Mode: "Mask", SegmentType: "HumanSeg", BinaryThreshold: "0.1" },
    }),
  SmartCover: (bucket) =>
    request(VIDEO, {
      ...outputTo(bucket, "out/cover-${Number}.jpg"),
      SmartCover: { Format: "jpg", Width: "1280", Height: "960", Count: "3", DeleteDuplicates: "true" },
    }),
  Snapshot: (bucket) =>
    request(VIDEO, {
      ...outputTo(bucket, "out/shot-${Number}.jpg"),
      Snapshot: { Mode: "Interval", Start: "0", TimeInterval: "5", Count: "3", Width: "1280", Height: "720" },
    }),
  SoundHound: () => request(SONG, {}),
  SpeechRecognition: (bucket) =>
    request(SONG, {
      ...outputTo(bucket, "out/speech.txt"),
      SpeechRecognition: {
        EngineModelType: "16k_zh_video",
        ChannelNum: "1",
        ResTextFormat: "1",
        OutputFileType: "txt",
      },
    }),
  SplitVideoParts: () => request(VIDEO, { SplitVideoParts: { Mode: "SHOTDETECT" } }),
  StreamExtract: (bucket) =>
    request(VIDEO, {
      Output: {
        Bucket: bucket.name,
        Region: bucket.region,
        StreamExtract: [
          { Index: "0", Object: "out/video.mp4" },
          { Index: "1", Object: "out/audio.mp4" },
        ],
      },
    }),
  SuperResolution: (bucket) =>
    request(VIDEO, {
      ...outputTo(bucket, "out/large.mp4"),
      SuperResolution: { Resolution: "sdtohd", EnableScaleUp: "true", Version: "Base" },
      Transcode: transcode,
    }),
  Transcode: (bucket) =>
    request(VIDEO, {
      ...outputTo(bucket, "out/small.mp4"),
      UserData: "order=17",
      TemplateName: "mp4-720p",
      Transcode: transcode,
      Watermark: [watermark],
    }),
  TranscodePro: (bucket) =>
    request(VIDEO, {
      ...outputTo(bucket, "out/pro.mxf"),
      TranscodePro: { Container: { Format: "mxf" }, Video: { Codec: "xavc" } },
    }),
  Translation: (bucket) =>
    request(DOCUMENT, { ...outputTo(bucket, "out/report.pdf"), Translation: { Lang: "zh", Type: "pdf" } }),
  Tts: (bucket) =>
    request("", {
      ...outputTo(bucket, "out/poem.mp3"),
      TtsConfig: { Input: "床前明月光，疑是地上霜", InputType: "Text" },
      TtsTpl: { Mode: "Asyc", Codec: "mp3", VoiceType: "ruxue", Volume: "0", Speed: "100" },
    }),
  VideoEnhance: (bucket) =>
    request(VIDEO, {
      ...outputTo(bucket, "out/better.mp4"),
      VideoEnhance: {
        Transcode: transcode,
        FrameEnhance: { FrameDoubling: "true" },
        ColorEnhance: { Contrast: "50", Correction: "100" },
      },
    }),
  VideoMontage: (bucket) =>
    request(VIDEO, {
      ...outputTo(bucket, "out/montage.mp4"),
      VideoMontage: { Duration: "8", Scene: "Soccer", Container: { Format: "mp4" }, Video: { Codec: "H.264" } },
    }),
  VideoProcess: (bucket) =>
    request(VIDEO, {
      ...outputTo(bucket, "out/sharp.mp4"),
      VideoProcess: {
        ColorEnhance: { Enable: "true", Contrast: "50" },
        MsSharpen: { Enable: "true", SharpenLevel: "5" },
      },
      Transcode: transcode,
    }),
  VideoSynthesis: (bucket) =>
    request(VIDEO, {
      ...outputTo(bucket, "out/wall.mp4"),
      VideoSynthesis: {
        KeepAudioTrack: "false",
        SpliceInfo: [{ Url: urlOf(bucket, VIDEO), X: "0", Y: "0", Width: "640", Height: "360" }],
      },
    }),
  VideoTag: () => request(VIDEO, { VideoTag: { Scenario: "Stream" } }),
  VideoTargetRec: () =>
    request(VIDEO, { VideoTargetRec: { Body: "true", Car: "true", Pet: "false", ProcessType: "Mosaic" } }),
  VocalScore: () => request(SONG, { VocalScore: { StandardObject: "audio/standard.mp3" } }),
  VoiceSeparate: (bucket) =>
    request(SONG, {
      Output: { Bucket: bucket.name, Region: bucket.region, Object: "out/background.mp3", AuObject: "out/voice.mp3" },
      VoiceSeparate: {
        AudioMode: "AudioAndBackground",
        AudioConfig: { Codec: "mp3", Samplerate: "44100", Bitrate: "128", Channels: "2" },
      },
    }),
  Watermark: (bucket) =>
    request(VIDEO, {
      ...outputTo(bucket, "out/marked.mp4"),
      Watermark: [watermark],
      WatermarkTemplateId: ["t0123456789"],
    }),
  WordsGeneralize: () =>
    request("texts/poem.txt", { WordsGeneralize: { NerMethod: "NerBasic", SegMethod: "SegBasic" } }),
};

function request(object: string, operation: XmlElement): SampleRequest {
  return { object, operation };
}

function outputIn({ name, region }: BucketRef): XmlElement {
  return { Output: { Bucket: name, Region: region } };
}

function outputTo({ name, region }: BucketRef, object: string): XmlElement {
  return { Output: { Bucket: name, Region: region, Object: object } };
}

function urlOf({ name, region }: BucketRef, key: string): string {
  return `https://${name}.cos.${region}.myqcloud.com/${encodeURI(key)}`;
}
