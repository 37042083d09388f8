/** Containers that several tags share. */
import { fields, leaves, list, text, texts } from "./shape";

/** `{ Key, Value }`: a header of the upload that started a workflow. */
export const cosHeader = leaves<"Key" | "Value">();

/** Where a job was told to write. The name may still hold a placeholder such as `${number}`. */
export const output = fields({
  ...texts<"Bucket" | "Region" | "Object" | "SpriteObject" | "AuObject" | "BassObject" | "DrumObject" | "Force">(),
  StreamExtract: list(leaves<"Index" | "Object" | "Output">()),
});

const outputFile = {
  ...texts<"Bucket" | "Region" | "ObjectPrefix">(),
  ObjectName: list(text),
  Md5Info: list(leaves<"ObjectName" | "Md5">()),
};

/** What a job has written. */
export const mediaResult = fields({
  OutputFile: fields({ ...outputFile, SpriteOutputFile: fields(outputFile) }),
});

type StreamField = "Index" | "CodecName" | "CodecLongName" | "CodecTimeBase" | "CodecTagString" | "CodecTag";
type TimeField = "StartTime" | "Duration" | "Bitrate" | "Language" | "Timebase";
type PictureField = "Width" | "Height" | "Sar" | "Dar" | "Rotation" | "Fps" | "AvgFps" | "NumFrames" | "RefFrames";
type ColorField = "PixFormat" | "ColorRange" | "ColorTransfer" | "ColorPrimaries" | "Profile" | "Level" | "HasBFrame";

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

const hlsEncrypt = leaves<"IsHlsEncrypt" | "UriKey">();
const audio = leaves<"Codec" | "Samplerate" | "Bitrate" | "Channels" | "Remove" | "KeepTwoTracks" | "SampleFormat">();
const audioMix = fields({
  ...texts<"AudioSource" | "MixMode" | "Replace">(),
  EffectConfig: leaves<
    | ("EnableStartFadein" | "StartFadeinTime" | "EnableEndFadeout" | "EndFadeoutTime")
    | ("EnableBgmFade" | "BgmFadeTime")
  >(),
});
const container = fields({ ...texts<"Format">(), ClipConfig: leaves<"Duration">() });
const timeInterval = leaves<"Start" | "Duration">();
const video = leaves<
  | ("Codec" | "Width" | "Height" | "Fps" | "Bitrate" | "Crf" | "Gop" | "Preset" | "Profile" | "Remove" | "Bufsize")
  | ("Maxrate" | "Pixfmt" | "LongShortMode" | "Rotate" | "Quality" | "Roi" | "Crop" | "Interlaced")
  | ("AnimateOnlyKeepKeyFrame" | "AnimateTimeIntervalOfFrame" | "AnimateFramesPerSecond")
>();

export const transcode = fields({
  Container: container,
  Video: video,
  Audio: audio,
  TimeInterval: timeInterval,
  TransConfig: fields({
    ...texts<
      | ("AdjDarMethod" | "IsCheckReso" | "ResoAdjMethod" | "IsCheckVideoBitrate" | "VideoBitrateAdjMethod")
      | ("IsCheckAudioBitrate" | "AudioBitrateAdjMethod" | "DeleteMetadata" | "IsHdr2Sdr")
    >(),
    HlsEncrypt: hlsEncrypt,
  }),
  AudioMix: audioMix,
  AudioMixArray: list(audioMix),
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

export const watermark = fields({
  ...texts<"Type" | "Pos" | "LocMode" | "Dx" | "Dy" | "StartTime" | "EndTime">(),
  SlideConfig: leaves<"SlideMode" | "XSlideSpeed" | "YSlideSpeed">(),
  Image: leaves<"Url" | "Mode" | "Width" | "Height" | "Transparency" | "Background">(),
  Text: leaves<"FontSize" | "FontType" | "FontColor" | "Transparency" | "Text">(),
});

/** In jobs of other types it is a part of the result: with `State` and `Message` of its own. */
export const digitalWatermark = leaves<
  "Message" | "Type" | "Version" | "IgnoreError" | "State" | "Code" | "ErrorMessage"
>();

export const sdrToHdr = leaves<"HdrMode">();
export const superResolution = leaves<"Resolution" | "EnableScaleUp" | "Version">();
