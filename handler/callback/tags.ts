import * as container from "./containers";
import * as recognition from "./recognition";
import type { FieldsShape, Infer, Shape } from "./shape";
import { fields, leaves, list, loose, text, texts } from "./shape";

/** Fields of `Operation` that jobs of any type may have. */
const common = {
  ...texts<"UserData" | "JobLevel" | "TemplateId" | "TemplateName" | "TranscodeTemplateId" | "CustomId">(),
  Output: container.output,
  MediaResult: container.mediaResult,
  MediaInfo: container.mediaInfo,
};

const watermarks = { Watermark: list(container.watermark), WatermarkTemplateId: list(text) };

const processed = fields({
  ...texts<"Key" | "Location" | "Format" | "Width" | "Height" | "Size" | "Quality" | "ETag" | "Etag">(),
  ...texts<"FrameCount" | "WatermarkStatus" | "CodeStatus">(),
  AIGCMetadata: container.aigcMetadata,
});
const original = fields({
  ...texts<"Key" | "Location" | "ETag" | "Etag">(),
  ImageInfo: leaves<"Format" | "Width" | "Height" | "Quality" | "Ave" | "Orientation">(),
});

const docWatermark = leaves<
  "SrcType" | "Type" | "Image" | "Dx" | "Dy" | "Batch" | "HorizontalSpacing" | "VerticalSpacing"
>();

/**
 * Fields of `Operation` besides the common ones, by tag: parameters and result containers. To add a tag, add it here;
 * types, routes and the mapping follow. Containers of one name must have the same structure.
 *
 * @see https://cloud.tencent.com/document/product/460/94311 and its neighbours, one page for each tag
 */
export const tagFields = {
  Animation: { Animation: container.animation },
  Concat: { ConcatTemplate: container.concat },
  DigitalWatermark: { DigitalWatermark: container.digitalWatermark },
  DNA: {
    DnaConfig: leaves<"RuleType" | "DnaDbId" | "VideoId">(),
    DnaResult: recognition.dnaResult, // in the Go SDK
    DNAResult: recognition.dnaResultOfJava, // in the Java SDK
  },
  DocAIGCMetadata: { DocAIGCMetadata: fields({ AIGCMetadata: container.aigcMetadata }) },
  DocProcess: {
    DocProcess: fields({
      ...texts<
        | ("SrcType" | "TgtType" | "SheetId" | "StartPage" | "EndPage" | "ImageParams" | "DocPassword" | "Comments")
        | ("PaperDirection" | "Quality" | "Zoom" | "PaperSize" | "ImageDpi" | "PicPagination")
      >(),
      DocWatermark: docWatermark,
    }),
    DocProcessResult: fields({
      ...texts<"TaskId" | "TgtType" | "TotalPageCount" | "SuccPageCount" | "FailPageCount" | "TotalSheetCount">(),
      PageInfo: list(leaves<"PageNo" | "TgtUri" | "X-SheetPics" | "PicIndex" | "PicNum">()),
      WatermarkInfo: leaves<"Size" | "Etag">(),
    }),
  },
  DocWatermark: {
    DocWatermark: docWatermark,
    DocWatermarkResult: leaves<"Size" | "TotalPageCount" | "Etag">(),
  },
  ExtractDigitalWatermark: { ExtractDigitalWatermark: leaves<"Message" | "Type" | "Version">() },
  FileCompress: {
    FileCompressConfig: fields({
      ...texts<"Flatten" | "Format" | "UrlList" | "Prefix" | "Type" | "CompressKey" | "IgnoreError">(),
      Key: list(text),
      KeyConfig: list(leaves<"Key" | "Folder" | "Rename" | "ImageParams">()),
    }),
    FileCompressResult: fields({
      ...texts<"Bucket" | "Region" | "Object" | "CompressFileCount" | "ErrorCount">(),
      ErrorDetail: fields({ ...texts<"ErrorCount">(), ErrorFile: list(text) }),
    }),
  },
  FileHashCode: {
    FileHashCodeConfig: leaves<"Type" | "AddToHeader">(),
    FileHashCodeResult: leaves<"MD5" | "SHA1" | "SHA256" | "FileSize" | "LastModified" | "Etag">(),
  },
  FileUncompress: {
    FileUncompressConfig: fields({
      ...texts<"Prefix" | "PrefixReplaced" | "UnCompressKey" | "Mode">(),
      DownloadConfig: fields({ ...texts<"Prefix">(), Key: list(text) }),
    }),
    // https://cloud.tencent.com/document/product/436/116004
    FileUncompressResult: fields({
      ...texts<"Bucket" | "Region" | "FileCount">(),
      FileList: fields({
        ...texts<"IsTruncated">(),
        Contents: list(leaves<"Key" | "LastModified" | "FileSize">()),
      }),
    }),
  },
  FillConcat: {
    FillConcat: fields({
      ...texts<"Format" | "RefMode" | "RefIndex">(),
      FillInput: list(leaves<"Url" | "FillTime">()),
    }),
  },
  GeneratePlayList: { Transcode: container.transcode, ...watermarks },
  HighSpeedHd: { Transcode: container.transcode, ...watermarks },
  ImageInspect: {
    ImageInspect: leaves<"AutoProcess" | "ProcessType">(),
    ImageInspectResult: recognition.imageInspectResult,
  },
  // https://cloud.tencent.com/document/product/460/117369
  ImageLicenseRec: {
    ImageLicenseRec: leaves<"CardType">(),
    ImageLicenseRecResult: recognition.imageLicenseRecResult,
  },
  ImageOCR: {
    ImageOCR: leaves<"Type" | "LanguageType" | "IsPdf" | "PdfPageNumber" | "IsWord" | "EnableWordPolygon">(),
    Detection: recognition.detection,
  },
  MediaInfo: {},
  NoiseReduction: { NoiseReduction: leaves<"Format" | "Samplerate">() },
  PicProcess: {
    PicProcess: leaves<"IsPicInfo" | "ProcessRule">(),
    // An array whose items have codes in a JSON callback that CI sent, one container in the documents.
    PicProcessResult: list(
      fields({
        ...texts<"ObjectName" | "Code" | "State" | "Message">(),
        OriginalInfo: original,
        ProcessResult: processed,
        UploadResult: fields({
          OriginalInfo: original,
          ProcessResults: fields({ ...texts<"Text" | "WatermarkStatusCode">(), Object: list(processed) }),
        }),
      }),
    ),
  },
  PosterProduction: { PosterProduction: fields({ ...texts<"TemplateId">(), Info: leaves<string>() }) },
  QualityEstimate: {
    QualityEstimate: recognition.qualityEstimate,
    QualityEstimateConfig: leaves<"Rotate" | "Mode">(),
  },
  SDRtoHDR: { SDRtoHDR: container.sdrToHdr, Transcode: container.transcode, ...watermarks },
  Segment: { Segment: container.segment },
  SegmentVideoBody: {
    SegmentVideoBody: leaves<
      | ("Mode" | "SegmentType" | "BackgroundRed" | "BackgroundGreen" | "BackgroundBlue" | "BackgroundLogoUrl")
      | ("BinaryThreshold" | "RemoveRed" | "RemoveGreen" | "RemoveBlue")
    >(),
  },
  SmartCover: { SmartCover: leaves<"Format" | "Width" | "Height" | "Count" | "DeleteDuplicates">() },
  Snapshot: { ...texts<"SnapshotPrefix">(), Snapshot: container.snapshot },
  SoundHound: { SoundHoundResult: fields({ SongList: list(leaves<"Inlier" | "SingerName" | "SongName">()) }) },
  SpeechRecognition: {
    SpeechRecognition: leaves<
      | ("ChannelNum" | "ConvertNumMode" | "EngineModelType" | "FilterDirty" | "FilterModal" | "FilterPunc")
      | ("ResTextFormat" | "SpeakerDiarization" | "SpeakerNumber" | "OutputFileType" | "FlashAsr" | "Format")
      | ("FirstChannelOnly" | "WordInfo" | "SentenceMaxLength")
    >(),
    SpeechRecognitionResult: recognition.speechRecognitionResult,
  },
  SplitVideoParts: {
    SplitVideoParts: leaves<"Mode">(),
    SplitVideoInfoResult: fields({ TimeInfo: list(leaves<"Index" | "PartBegin" | "PartEnd">()) }),
  },
  StreamExtract: {},
  SuperResolution: {
    SuperResolution: container.superResolution,
    Transcode: container.transcode,
    DigitalWatermark: container.digitalWatermark,
    ...watermarks,
  },
  Transcode: {
    ...texts<
      "FreeTranscode" | "DecryptKey" | "DecryptIv" | "DecryptMode" | "EncryptKey" | "EncryptIv" | "EncryptMode"
    >(),
    Transcode: container.transcode,
    DigitalWatermark: container.digitalWatermark,
    RemoveWatermark: container.removeWatermark,
    Subtitles: fields({
      Subtitle: list(leaves<"Url" | "Embed" | "FontType" | "FontSize" | "FontColor" | "OutlineColor" | "VMargin">()),
    }),
    ...watermarks,
  },
  TranscodePro: { TranscodePro: container.transcode, ...watermarks },
  Translation: { Translation: leaves<"Lang" | "Type">() },
  Tts: {
    TtsConfig: leaves<"Input" | "InputType">(),
    TtsTpl: leaves<"Mode" | "Codec" | "VoiceType" | "Volume" | "Speed">(),
    Input: fields({ CosHeaders: list(container.cosHeader) }),
  },
  VideoEnhance: {
    VideoEnhance: fields({
      Transcode: container.transcode,
      SuperResolution: container.superResolution,
      SDRtoHDR: container.sdrToHdr,
      FrameEnhance: leaves<"FrameDoubling">(),
      ColorEnhance: leaves<"Contrast" | "Correction" | "Saturation">(),
      MsSharpen: leaves<"SharpenLevel">(),
    }),
    ...watermarks,
  },
  VideoMontage: { VideoMontage: container.montage },
  VideoProcess: {
    VideoProcess: container.videoProcess,
    Transcode: container.transcode,
    DigitalWatermark: container.digitalWatermark,
    ...watermarks,
  },
  VideoSynthesis: {
    VideoSynthesis: fields({
      ...texts<"KeepAudioTrack">(),
      SpliceInfo: list(leaves<"Url" | "X" | "Y" | "Width" | "Height">()),
    }),
  },
  VideoTag: { VideoTag: leaves<"Scenario" | "Text">(), VideoTagResult: recognition.videoTagResult },
  VideoTargetRec: {
    VideoTargetRec: fields({
      ...texts<"Body" | "Pet" | "Car" | "Face" | "Plate" | "ProcessType">(),
      ...loose<{ TransTpl: typeof container.targetTemplate }>(), // parameters in the Go SDK, the id of a template elsewhere
    }),
    VideoTargetRecResult: recognition.videoTargetRecResult,
  },
  VocalScore: { VocalScore: leaves<"StandardObject">(), VocalScoreResult: recognition.vocalScoreResult },
  VoiceSeparate: {
    VoiceSeparate: fields({
      ...texts<"AudioMode">(),
      AudioConfig: leaves<"Codec" | "Samplerate" | "Bitrate" | "Channels">(),
    }),
  },
  Watermark: watermarks,
  WordsGeneralize: {
    WordsGeneralize: leaves<"NerMethod" | "SegMethod">(),
    // `Lable` is the vendor's spelling of label.
    WordsGeneralizeResult: fields({
      WordsGeneralizeLable: list(leaves<"Category" | "Word">()),
      WordsGeneralizeToken: list(leaves<"Length" | "Offset" | "Pos" | "Word">()),
    }),
  },
} satisfies Readonly<Record<string, Readonly<Record<string, Shape>>>>;

/** A job type whose `operation` is typed. */
export type KnownTag = keyof typeof tagFields;

export const knownTags: readonly string[] = Object.keys(tagFields);

/** Content of `Operation` for a tag. */
export type OperationOf<Tag extends KnownTag> = Infer<FieldsShape<typeof common>> &
  Infer<FieldsShape<(typeof tagFields)[Tag]>>;

/**
 * Shape of `Operation` whatever the tag: the known containers of an unlisted tag are shaped too. Lists right under it
 * belong to some tags only; `operationLists` says to which.
 */
export const operation: FieldsShape = {
  ...fields(Object.assign({}, common, ...Object.values(tagFields)) as typeof common),
  lists: [],
};

/** Names of the lists right under `Operation`, by tag. */
export const operationLists: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries(tagFields).map(([tag, named]) => [tag, fields(named).lists]),
);
