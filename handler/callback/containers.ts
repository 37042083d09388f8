/** Containers that several tags share. */
import { fields, leaves, list, text, texts } from "./shape";

/** `{ Key, Value }`: a header of the upload that started a workflow. */
export const cosHeader = leaves<"Key" | "Value">();

/** Output of a job as requested. The name may still contain a placeholder such as `${number}`. */
export const output = fields({
  ...texts<"Bucket" | "Region" | "Object" | "SpriteObject" | "AuObject" | "BassObject" | "DrumObject" | "Force">(),
  StreamExtract: list(leaves<"Index" | "Object" | "Output">()),
});

const outputFile = {
  ...texts<"Bucket" | "Region" | "ObjectPrefix">(),
  ObjectName: list(text),
  ObjectUrl: list(text), // a list in the Java SDK, on no page
  Md5Info: list(leaves<"ObjectName" | "Md5">()),
};

/** An object that a job wrote. */
export const mediaResult = fields({
  OutputFile: fields({ ...outputFile, SpriteOutputFile: fields(outputFile) }),
});

type StreamField = "Index" | "CodecName" | "CodecLongName" | "CodecTimeBase" | "CodecTagString" | "CodecTag";
type TimeField = "CreationTime" | "StartTime" | "Duration" | "Bitrate" | "Language" | "Timebase";
type PictureField = "Width" | "Height" | "Sar" | "Dar" | "Rotation" | "Fps" | "AvgFps" | "NumFrames" | "RefFrames";
type ColorField =
  "FieldOrder" | "PixFormat" | "ColorRange" | "ColorTransfer" | "ColorPrimaries" | "Profile" | "Level" | "HasBFrame";

export const mediaInfo = fields({
  Format: leaves<
    ("NumStream" | "NumProgram" | "FormatName" | "FormatLongName") | ("StartTime" | "Duration" | "Bitrate" | "Size")
  >(),
  Stream: fields({
    Audio: list(leaves<StreamField | TimeField | "SampleFmt" | "SampleRate" | "Channel" | "ChannelLayout">()),
    Video: list(leaves<StreamField | TimeField | PictureField | ColorField>()),
    Subtitle: list(leaves<"Index" | "Language">()),
  }),
});

/** Marker of AI-generated content, as in the newest SDKs. */
export const aigcMetadata = leaves<
  | ("Label" | "ContentProducer" | "ProduceID" | "ReservedCode1")
  | ("ContentPropagator" | "PropagateID" | "ReservedCode2")
>();

const hlsEncrypt = leaves<"IsHlsEncrypt" | "UriKey">();
const audio = leaves<
  "Codec" | "Samplerate" | "Bitrate" | "Channels" | "Remove" | "KeepTwoTracks" | "SwitchTrack" | "SampleFormat"
>();
const audioMix = fields({
  ...texts<"AudioSource" | "MixMode" | "Replace">(),
  EffectConfig: leaves<
    | ("EnableStartFadein" | "StartFadeinTime" | "EnableEndFadeout" | "EndFadeoutTime")
    | ("EnableBgmFade" | "BgmFadeTime")
  >(),
});
const container = fields({ ...texts<"Format">(), ClipConfig: leaves<"Duration">() });
const timeInterval = leaves<"Start" | "Duration">();
const video = fields({
  ...texts<
    | ("Codec" | "Width" | "Height" | "Fps" | "Bitrate" | "Crf" | "Gop" | "Preset" | "Profile" | "Remove" | "Bufsize")
    | ("Maxrate" | "Pixfmt" | "LongShortMode" | "Rotate" | "Quality" | "Roi" | "Crop" | "Interlaced" | "ScanMode")
    | ("AnimateOnlyKeepKeyFrame" | "AnimateTimeIntervalOfFrame" | "AnimateFramesPerSecond")
    | ("HlsTsTime" | "DashSegment" | "StdExtInfo")
  >(),
  ColorParam: leaves<"ColorRange" | "ColorSpace" | "ColorTrc" | "ColorPrimaries">(),
});

export const transcode = fields({
  Container: container,
  Video: video,
  Audio: audio,
  TimeInterval: timeInterval,
  TransConfig: fields({
    ...texts<
      | ("TransMode" | "IsCheckVideoFps" | "VideoFpsAdjMethod" | "InitialClipNum" | "CosTag" | "TranscodeIndex")
      | (
          | "IsCheckAudioChannel"
          | "IsStreamCopy"
          | "AdjDarMethod"
          | "IsCheckReso"
          | "ResoAdjMethod"
          | "IsCheckVideoBitrate"
          | "VideoBitrateAdjMethod"
        )
      | ("IsCheckAudioBitrate" | "AudioBitrateAdjMethod" | "DeleteMetadata" | "IsHdr2Sdr")
    >(),
    HlsEncrypt: hlsEncrypt,
    DashEncrypt: leaves<"IsEncrypt" | "UriKey">(),
    AIGCMetadata: aigcMetadata,
  }),
  AudioMix: audioMix,
  AudioMixArray: list(audioMix),
  Subtitle: leaves<"Remove">(),
});

/** Output template of a target recognition. */
export const targetTemplate = fields({
  Container: leaves<"Format">(),
  Video: leaves<"Codec" | "Bitrate" | "Crf" | "Width" | "Height" | "Fps">(),
});

export const concat = fields({
  ...texts<"Index" | "DirectConcat">(),
  ConcatFragment: list(leaves<"Url" | "Mode" | "StartTime" | "EndTime" | "FragmentIndex" | "Duration">()),
  Container: container,
  Video: video,
  Audio: audio,
  AudioMix: audioMix,
  AudioMixArray: list(audioMix),
  SceneChangeInfo: leaves<"Mode" | "Time" | "TransitionType">(),
});

export const animation = fields({ Container: container, Video: video, TimeInterval: timeInterval });

export const segment = fields({
  ...texts<"Format" | "Duration" | "TranscodeIndex" | "StartTime" | "EndTime">(),
  HlsEncrypt: hlsEncrypt,
  AIGCMetadata: aigcMetadata,
});

export const montage = fields({
  ...texts<"Duration" | "Scene">(),
  Container: container,
  Video: video,
  Audio: audio,
  AudioMix: audioMix,
  AudioMixArray: list(audioMix),
});

export const snapshot = fields({
  ...texts<
    | ("Mode" | "Start" | "TimeInterval" | "Count" | "Width" | "Height" | "CIParam" | "IsCheckCount" | "IsCheckBlack")
    | ("BlackLevel" | "PixelBlackThreshold" | "SnapshotOutMode")
  >(),
  SpriteSnapshotConfig: leaves<
    "CellWidth" | "CellHeight" | "Color" | "Columns" | "Lines" | "Margin" | "Padding" | "ScaleMethod"
  >(),
});

export const videoProcess = fields({
  ColorEnhance: leaves<"Enable" | "Contrast" | "Correction" | "Saturation">(),
  MsSharpen: leaves<"Enable" | "SharpenLevel">(),
});

/** Area of the input in which a watermark is removed. */
export const removeWatermark = leaves<"Dx" | "Dy" | "Width" | "Height" | "Switch" | "StartTime" | "EndTime">();

export const watermark = fields({
  ...texts<"Type" | "Pos" | "LocMode" | "Dx" | "Dy" | "StartTime" | "EndTime">(),
  SlideConfig: leaves<"SlideMode" | "XSlideSpeed" | "YSlideSpeed">(),
  Image: leaves<"Url" | "Mode" | "Width" | "Height" | "Transparency" | "Background">(),
  Text: leaves<"FontSize" | "FontType" | "FontColor" | "Transparency" | "Text">(),
});

/** In jobs of other types it is a part of the result, with its own `State` and `Message`. */
export const digitalWatermark = leaves<
  "Message" | "Type" | "Version" | "IgnoreError" | "State" | "Code" | "ErrorMessage"
>();

export const sdrToHdr = leaves<"HdrMode">();
export const superResolution = leaves<"Resolution" | "EnableScaleUp" | "Version">();
