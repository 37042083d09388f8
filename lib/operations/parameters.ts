/** Parameters that jobs and templates share, with the ranges that CI documents. */
import * as container from "./containers";
import { decimal, flag, group, integer, named, oneOf, required, seconds, text } from "./fields";

const size = integer(128, 4096, "pixels");
const cell = integer(8, 4096, "pixels");
/** CI's pages disagree: 0 to 1024, or 8 to 4096. */
const gap = integer(0, 4096, "pixels");

/** A choice that CI numbers from 0. */
const choice = (max: number) => integer(0, max);

export const spriteFields = {
  cellWidth: cell,
  cellHeight: cell,
  color: required(text),
  columns: required(integer(1, 10_000)),
  lines: required(integer(1, 10_000)),
  margin: gap,
  padding: gap,
  scaleMethod: text,
};

export const snapshotFields = {
  mode: oneOf("Interval", "Average", "KeyFrame"),
  start: seconds,
  timeInterval: decimal(0, 3600, { above: true }),
  count: integer(1, 10_000),
  width: size,
  height: size,
  ciParam: named("CIParam", text),
  isCheckCount: flag,
  isCheckBlack: flag,
  blackLevel: integer(30, 100, "percent"),
  pixelBlackThreshold: integer(0, 255),
  snapshotOutMode: oneOf("OnlySnapshot", "OnlySprite", "SnapshotAndSprite"),
  spriteSnapshotConfig: group(spriteFields),
};

export const animationFields = {
  container: group({ format: required(oneOf("gif", "hgif", "webp")) }),
  video: group({
    codec: required(oneOf("gif", "webp")),
    width: size,
    height: size,
    fps: decimal(0, 60, { above: true }),
    animateOnlyKeepKeyFrame: flag,
    animateTimeIntervalOfFrame: decimal(0, Infinity, { above: true }),
    animateFramesPerSecond: integer(1, 60),
    quality: integer(1, 99),
  }),
  timeInterval: container.timeInterval,
};

export const picProcessFields = { isPicInfo: flag, processRule: text };

export const speechRecognitionFields = {
  engineModelType: text,
  channelNum: integer(1, 2),
  resTextFormat: choice(5),
  filterDirty: choice(2),
  filterModal: choice(2),
  filterPunc: choice(2),
  convertNumMode: choice(3),
  speakerDiarization: choice(1),
  speakerNumber: integer(0, 10),
  outputFileType: oneOf("txt", "srt"),
  flashAsr: flag,
  format: text,
  firstChannelOnly: choice(1),
  wordInfo: choice(3),
  sentenceMaxLength: integer(0, 40),
};

export const ttsFields = {
  mode: oneOf("Asyc", "Sync"), // CI's own spelling
  codec: text,
  voiceType: text,
  volume: integer(-10, 10),
  speed: integer(50, 200),
};

export const audioConfigFields = {
  codec: text,
  samplerate: integer(8000, 96_000, "Hz"),
  bitrate: integer(8, 1000, "kbit/s"),
  channels: integer(1, 8),
};

export const voiceSeparateFields = {
  audioMode: oneOf("IsAudio", "IsBackground", "AudioAndBackground", "MusicMode"),
  audioConfig: group(audioConfigFields),
};
