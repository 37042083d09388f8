/**
 * A job request for every tag of CI, as a user would submit it, with the parameters that its page documents. A test
 * requires one for every tag that the handler knows.
 */
import type { XmlElement } from "../http/xml";

/** Bucket and region of the samples. */
export interface Place {
  readonly bucket: string;
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
export const sampleRequests: Readonly<Record<string, (place: Place) => SampleRequest>> = {
  Animation: (place) =>
    on(VIDEO, {
      ...to(place, "out/animation.gif"),
      TemplateId: "t0123456789",
      Animation: { Container: { Format: "gif" }, Video: { Codec: "gif", Width: "320", Fps: "15" } },
    }),
  Concat: (place) =>
    on(VIDEO, {
      ...to(place, "out/concat.mp4"),
      ConcatTemplate: {
        Index: "1",
        ConcatFragment: [
          { Url: urlOf(place, "videos/intro.mp4"), Mode: "Start" },
          { Url: urlOf(place, "videos/end.mp4"), Mode: "End" },
        ],
        Container: { Format: "mp4" },
      },
    }),
  DNA: () => on(VIDEO, { DnaConfig: { RuleType: "GetFingerPrint", DnaDbId: "xxxx", VideoId: "" } }),
  DigitalWatermark: (place) =>
    on(VIDEO, {
      ...to(place, "out/marked.mp4"),
      DigitalWatermark: { Message: "123456789ab", Type: "Text", Version: "V1", IgnoreError: "false" },
    }),
  DocAIGCMetadata: (place) =>
    on(DOCUMENT, {
      ...to(place, "out/report.docx"),
      DocAIGCMetadata: { AIGCMetadata: { Label: "1", ContentProducer: "producer", ProduceID: "007" } },
    }),
  DocProcess: (place) =>
    on(DOCUMENT, {
      ...to(place, "out/page-${Number}.jpg"),
      DocProcess: { SrcType: "docx", TgtType: "jpg", StartPage: "1", EndPage: "3", ImageParams: "" },
    }),
  DocWatermark: (place) =>
    on(DOCUMENT, {
      ...to(place, "out/report.docx"),
      DocWatermark: { SrcType: "docx", Type: "1", Image: urlOf(place, "logo.png"), Dx: "10", Dy: "10" },
    }),
  ExtractDigitalWatermark: () => on(VIDEO, { ExtractDigitalWatermark: { Type: "Text", Version: "V1" } }),
  FileCompress: (place) =>
    on("list.txt", {
      ...to(place, "out/all.zip"),
      FileCompressConfig: { Flatten: "0", Format: "zip", Type: "faster", Key: ["a.txt", "b 2.txt"] },
    }),
  FileHashCode: () => on("backup/all.zip", { FileHashCodeConfig: { Type: "MD5", AddToHeader: "false" } }),
  FileUncompress: (place) =>
    on("backup/all.zip", { ...at(place), FileUncompressConfig: { Prefix: "out/", PrefixReplaced: "1" } }),
  FillConcat: (place) =>
    on(VIDEO, {
      ...to(place, "out/filled.mp4"),
      FillConcat: { Format: "mp4", RefMode: "Duration", FillInput: [{ Url: urlOf(place, VIDEO) }, { FillTime: "5" }] },
    }),
  GeneratePlayList: (place) => on(VIDEO, { ...to(place, "out/list.m3u8"), Transcode: transcode }),
  HighSpeedHd: (place) => on(VIDEO, { ...to(place, "out/hd.mp4"), Transcode: transcode }),
  ImageLicenseRec: () => on(PICTURE, { ImageLicenseRec: { CardType: "IDCard" } }),
  ImageInspect: () => on(PICTURE, { ImageInspect: { AutoProcess: "true", ProcessType: "SwitchObjectToPrivate" } }),
  ImageOCR: () => on(PICTURE, { ImageOCR: { Type: "general", LanguageType: "zh", IsPdf: "false" } }),
  MediaInfo: () => on(VIDEO, {}),
  NoiseReduction: (place) =>
    on(SONG, { ...to(place, "out/clean.wav"), NoiseReduction: { Format: "wav", Samplerate: "16000" } }),
  PicProcess: (place) =>
    on(PICTURE, {
      ...to(place, "out/cover.jpg"),
      PicProcess: { IsPicInfo: "true", ProcessRule: "imageMogr2/thumbnail/512x" },
    }),
  PosterProduction: (place) =>
    on(PICTURE, {
      ...to(place, "out/poster.jpg"),
      PosterProduction: { TemplateId: "5f5a8bc7b8f0", Info: { title: "标题", main: urlOf(place, PICTURE) } },
    }),
  QualityEstimate: () => on(VIDEO, { QualityEstimateConfig: { Rotate: "90", Mode: "Base" } }),
  SDRtoHDR: (place) => on(VIDEO, { ...to(place, "out/hdr.mp4"), SDRtoHDR: { HdrMode: "HDR10" }, Transcode: transcode }),
  Segment: (place) =>
    on(VIDEO, {
      ...to(place, "out/part-${Number}.mp4"),
      Segment: { Format: "mp4", Duration: "5", HlsEncrypt: { IsHlsEncrypt: "false", UriKey: "" } },
    }),
  SegmentVideoBody: (place) =>
    on(VIDEO, {
      ...to(place, "out/body.mp4"),
      SegmentVideoBody: { Mode: "Mask", SegmentType: "HumanSeg", BinaryThreshold: "0.1" },
    }),
  SmartCover: (place) =>
    on(VIDEO, {
      ...to(place, "out/cover-${Number}.jpg"),
      SmartCover: { Format: "jpg", Width: "1280", Height: "960", Count: "3", DeleteDuplicates: "true" },
    }),
  Snapshot: (place) =>
    on(VIDEO, {
      ...to(place, "out/shot-${Number}.jpg"),
      Snapshot: { Mode: "Interval", Start: "0", TimeInterval: "5", Count: "3", Width: "1280", Height: "720" },
    }),
  SoundHound: () => on(SONG, {}),
  SpeechRecognition: (place) =>
    on(SONG, {
      ...to(place, "out/speech.txt"),
      SpeechRecognition: {
        EngineModelType: "16k_zh_video",
        ChannelNum: "1",
        ResTextFormat: "1",
        OutputFileType: "txt",
      },
    }),
  SplitVideoParts: () => on(VIDEO, { SplitVideoParts: { Mode: "SHOTDETECT" } }),
  StreamExtract: (place) =>
    on(VIDEO, {
      Output: {
        Bucket: place.bucket,
        Region: place.region,
        StreamExtract: [
          { Index: "0", Object: "out/video.mp4" },
          { Index: "1", Object: "out/audio.mp4" },
        ],
      },
    }),
  SuperResolution: (place) =>
    on(VIDEO, {
      ...to(place, "out/large.mp4"),
      SuperResolution: { Resolution: "sdtohd", EnableScaleUp: "true", Version: "Base" },
      Transcode: transcode,
    }),
  Transcode: (place) =>
    on(VIDEO, {
      ...to(place, "out/small.mp4"),
      UserData: "order=17",
      TemplateName: "mp4-720p",
      Transcode: transcode,
      Watermark: [watermark],
    }),
  TranscodePro: (place) =>
    on(VIDEO, {
      ...to(place, "out/pro.mxf"),
      TranscodePro: { Container: { Format: "mxf" }, Video: { Codec: "xavc" } },
    }),
  Translation: (place) => on(DOCUMENT, { ...to(place, "out/report.pdf"), Translation: { Lang: "zh", Type: "pdf" } }),
  Tts: (place) =>
    on("", {
      ...to(place, "out/poem.mp3"),
      TtsConfig: { Input: "床前明月光，疑是地上霜", InputType: "Text" },
      TtsTpl: { Mode: "Asyc", Codec: "mp3", VoiceType: "ruxue", Volume: "0", Speed: "100" },
    }),
  VideoEnhance: (place) =>
    on(VIDEO, {
      ...to(place, "out/better.mp4"),
      VideoEnhance: {
        Transcode: transcode,
        FrameEnhance: { FrameDoubling: "true" },
        ColorEnhance: { Contrast: "50", Correction: "100" },
      },
    }),
  VideoMontage: (place) =>
    on(VIDEO, {
      ...to(place, "out/montage.mp4"),
      VideoMontage: { Duration: "8", Scene: "Soccer", Container: { Format: "mp4" }, Video: { Codec: "H.264" } },
    }),
  VideoProcess: (place) =>
    on(VIDEO, {
      ...to(place, "out/sharp.mp4"),
      VideoProcess: {
        ColorEnhance: { Enable: "true", Contrast: "50" },
        MsSharpen: { Enable: "true", SharpenLevel: "5" },
      },
      Transcode: transcode,
    }),
  VideoSynthesis: (place) =>
    on(VIDEO, {
      ...to(place, "out/wall.mp4"),
      VideoSynthesis: {
        KeepAudioTrack: "false",
        SpliceInfo: [{ Url: urlOf(place, VIDEO), X: "0", Y: "0", Width: "640", Height: "360" }],
      },
    }),
  VideoTag: () => on(VIDEO, { VideoTag: { Scenario: "Stream" } }),
  VideoTargetRec: () =>
    on(VIDEO, { VideoTargetRec: { Body: "true", Car: "true", Pet: "false", ProcessType: "Mosaic" } }),
  VocalScore: () => on(SONG, { VocalScore: { StandardObject: "audio/standard.mp3" } }),
  VoiceSeparate: (place) =>
    on(SONG, {
      Output: { Bucket: place.bucket, Region: place.region, Object: "out/background.mp3", AuObject: "out/voice.mp3" },
      VoiceSeparate: {
        AudioMode: "AudioAndBackground",
        AudioConfig: { Codec: "mp3", Samplerate: "44100", Bitrate: "128", Channels: "2" },
      },
    }),
  Watermark: (place) =>
    on(VIDEO, { ...to(place, "out/marked.mp4"), Watermark: [watermark], WatermarkTemplateId: ["t0123456789"] }),
  WordsGeneralize: () => on("texts/poem.txt", { WordsGeneralize: { NerMethod: "NerBasic", SegMethod: "SegBasic" } }),
};

function on(object: string, operation: XmlElement): SampleRequest {
  return { object, operation };
}

function at({ bucket, region }: Place): XmlElement {
  return { Output: { Bucket: bucket, Region: region } };
}

function to({ bucket, region }: Place, object: string): XmlElement {
  return { Output: { Bucket: bucket, Region: region, Object: object } };
}

function urlOf({ bucket, region }: Place, key: string): string {
  return `https://${bucket}.cos.${region}.myqcloud.com/${encodeURI(key)}`;
}
