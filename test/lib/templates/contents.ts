/** Contents of templates with every option, by type. */
import { Template } from "../../../lib";
import type { TemplateContent } from "../../../lib";

const audioMixArray = [
  {
    ...({ audioSource: "https://example.com/a.mp3", mixMode: "Repeat", replace: true } as const),
    effectConfig: {
      ...{ enableStartFadein: true, startFadeinTime: 1, enableEndFadeout: true, endFadeoutTime: 2 },
      ...{ enableBgmFade: true, bgmFadeTime: 1.5 },
    },
  },
];
const size = { width: 1280, height: 720 };
const timeInterval = { start: 0, duration: 10 };
const video = { codec: "H.264", ...size, fps: 25, bitrate: 1000 };
const audio = { codec: "aac", samplerate: 44_100, bitrate: 128, channels: 2 };
const transConfig = {
  ...({ adjDarMethod: "scale", isCheckReso: true, resoAdjMethod: 1, isCheckVideoBitrate: true } as const),
  ...{ videoBitrateAdjMethod: 0, isCheckAudioBitrate: true, audioBitrateAdjMethod: 0 },
  ...{ deleteMetadata: true, isHdr2Sdr: true },
};

/** Options of each type. */
export const OPTIONS: { readonly [Type in keyof typeof Template]: Parameters<(typeof Template)[Type]>[0] } = {
  animation: {
    container: { format: "gif" },
    video: {
      ...({ codec: "gif", ...size, fps: 15, animateOnlyKeepKeyFrame: true } as const),
      ...{ animateTimeIntervalOfFrame: 50, animateFramesPerSecond: 5, quality: 75 },
    },
    timeInterval,
  },
  concat: {
    concatFragment: [
      { url: "https://example.com/intro.mp4", mode: "Start" },
      { url: "https://example.com/end.mp4", mode: "End" },
    ],
    container: { format: "mp4" },
    video: { ...video, crf: 25, remove: false, rotate: 90 },
    audio: audio,
    audioMixArray,
  },
  picProcess: { isPicInfo: true, processRule: "imageMogr2/rotate/90" },
  smartCover: { format: "jpg", ...size, count: 3, deleteDuplicates: true },
  snapshot: {
    ...({ mode: "Interval", start: 0, timeInterval: 5, count: 10, ...size, ciParam: "imageMogr2/format/png" } as const),
    ...{ isCheckCount: true, isCheckBlack: true, blackLevel: 30, pixelBlackThreshold: 10 },
    snapshotOutMode: "SnapshotAndSprite",
    spriteSnapshotConfig: {
      cellWidth: 80,
      cellHeight: 45,
      color: "White",
      columns: 2,
      lines: 5,
      margin: 10,
      padding: 8,
    },
  },
  speechRecognition: {
    ...{ engineModelType: "16k_zh", channelNum: 1, resTextFormat: 1, filterDirty: 0, filterModal: 1, filterPunc: 0 },
    ...({ convertNumMode: 0, speakerDiarization: 1, speakerNumber: 0, outputFileType: "txt" } as const),
  },
  superResolution: { resolution: "sdtohd", enableScaleUp: true, version: "Enhance" },
  transcode: {
    container: { format: "hls", clipConfig: { duration: 5 } },
    video: {
      ...{ ...video, remove: false, profile: "high", crf: 25, gop: 100, preset: "medium", bufsize: 1000 },
      ...{ maxrate: 1000, pixfmt: "yuv420p", longShortMode: false, rotate: 90 },
    },
    audio: { ...audio, remove: false, keepTwoTracks: false, switchTrack: false, sampleFormat: "fltp" },
    timeInterval,
    transConfig: { ...transConfig, hlsEncrypt: { isHlsEncrypt: true, uriKey: "https://example.com/key" } },
    audioMixArray,
  },
  transcodePro: {
    container: { format: "mxf", clipConfig: { duration: 5 } },
    video: { ...video, profile: "high", interlaced: true, rotate: 90 },
    audio: { codec: "pcm_s24le", remove: false },
    timeInterval,
    transConfig,
  },
  tts: { mode: "Asyc", codec: "pcm", voiceType: "ruxue", volume: 0, speed: 100 },
  videoMontage: {
    container: { format: "mp4" },
    duration: 60,
    video: { ...video, crf: 25, remove: false },
    audio: { ...audio, remove: false },
    audioMixArray,
  },
  videoProcess: {
    colorEnhance: { enable: true, contrast: 10, correction: 10, saturation: 10 },
    msSharpen: { enable: true, sharpenLevel: 5 },
  },
  voiceSeparate: { audioMode: "IsAudio", audioConfig: audio },
  watermark: {
    ...({ type: "Text", pos: "TopRight", locMode: "Absolute", dx: 128, dy: 128, startTime: 0, endTime: 10 } as const),
    image: {
      ...{ url: "https://example.com/w.png", mode: "Proportion" as const, width: 10, height: 10 },
      ...{ transparency: 100, background: true },
    },
    text: { text: "hello", fontSize: 30, fontType: "simfang.ttf", fontColor: "0x112233", transparency: 30 },
  },
};

/** A content of each type, by the name of its builder. */
export const CONTENTS: readonly (readonly [type: string, content: TemplateContent])[] = Object.entries(OPTIONS).map(
  ([type, options]) => [type, contentOf(type, options)],
);

const text = { text: "a", fontSize: 30, fontType: "a.ttf", fontColor: "0x112233", transparency: 30 };

/** Contents with few options, by the ids under which they were applied with the vendor's provider. */
export const SPARSE: readonly (readonly [id: string, content: TemplateContent])[] = [
  [
    "Tr",
    Template.transcode({
      container: { format: "mp4" },
      video: { codec: "H.264" },
      transConfig: { hlsEncrypt: { isHlsEncrypt: true } },
    }),
  ],
  [
    "Co",
    Template.concat({
      container: { format: "mp4" },
      concatFragment: [{ url: "https://example.com/a.mp4", mode: "Start" }],
      video: { codec: "H.264" },
      audioMixArray: [{ audioSource: "https://example.com/a.mp3", effectConfig: { enableStartFadein: true } }],
    }),
  ],
  ["Wa", Template.watermark({ type: "Text", pos: "TopRight", locMode: "Absolute", dx: 1, dy: 2, text })],
  ["An", Template.animation({ container: { format: "gif" }, video: { codec: "gif" } })],
  ["Mo", Template.videoMontage({ container: { format: "mp4" }, video: { codec: "H.264" } })],
  ["Sp", Template.speechRecognition({ engineModelType: "16k_zh", channelNum: 1 })],
  ["Ts", Template.tts({ codec: "mp3" })],
  ["Vs", Template.voiceSeparate({ audioMode: "IsAudio", audioConfig: { codec: "aac" } })],
  ["Vp", Template.videoProcess({ colorEnhance: { enable: true } })],
  ["Sr", Template.superResolution({ resolution: "sdtohd" })],
  ["Pp", Template.picProcess({ processRule: "imageMogr2/rotate/90" })],
];

export function contentOf(type: string, options: object): TemplateContent {
  return (Template as unknown as Record<string, (options: object) => TemplateContent>)[type]!(options);
}
