/**
 * Contents of templates: those parameters of jobs that the vendor's provider has arguments for, and required where the
 * provider requires them.
 *
 * @see https://registry.terraform.io/providers/tencentcloudstack/tencentcloud/latest/docs/resources/ci_media_transcode_template
 */
import * as container from "../operations/containers";
import { group, list, named, oneOf, required, seconds, text } from "../operations/fields";
import type { Field, Fields } from "../operations/fields";
import * as parameters from "../operations/parameters";

const MAX_FRAGMENTS = 50;

type Required<F, Name extends keyof F> = {
  readonly [K in Name]: F[K] extends Field<infer Value> ? Field<Value, true> : never;
};

/** Some of the fields. */
function pickFields<F extends Fields, Name extends keyof F & string>(fields: F, ...names: Name[]): Pick<F, Name> {
  return Object.fromEntries(names.map((name) => [name, fields[name]])) as Pick<F, Name>;
}

/** All of the fields; the named ones are required. */
function withRequired<F extends Fields, Name extends keyof F & string>(
  fields: F,
  ...names: Name[]
): Omit<F, Name> & Required<F, Name> {
  const requiredFields = names.map((name) => [name, required(fields[name]!)]);
  return { ...fields, ...Object.fromEntries(requiredFields) } as Omit<F, Name> & Required<F, Name>;
}

const { timeInterval, videoFields, audioFields, transConfigFields } = container;

/** Only the file format, without `clipConfig`. */
const format = required(group(pickFields(container.containerFields, "format")));

/** Audio that is mixed in; the provider has no argument for CI's single `AudioMix`. */
const audioMixArray = named("AudioMix", container.audioMixArray);

const convertFields = pickFields(
  transConfigFields,
  ...(["adjDarMethod", "isCheckReso", "resoAdjMethod", "isCheckVideoBitrate", "videoBitrateAdjMethod"] as const),
  ...(["isCheckAudioBitrate", "audioBitrateAdjMethod", "deleteMetadata", "isHdr2Sdr"] as const),
);

export const animation = {
  container: required(parameters.animationFields.container),
  video: parameters.animationFields.video,
  timeInterval,
};

export const concat = {
  concatFragment: required(list(group({ url: required(text), mode: required(oneOf("Start", "End")) }), MAX_FRAGMENTS)),
  container: format,
  video: group(
    withRequired(
      pickFields(videoFields, "codec", "width", "height", "fps", "bitrate", "crf", "remove", "rotate"),
      "codec",
    ),
  ),
  audio: group(withRequired(pickFields(audioFields, "codec", "samplerate", "bitrate", "channels"), "codec")),
  audioMixArray,
};

export const picProcess = withRequired(parameters.picProcessFields, "processRule");

export const smartCover = withRequired(container.smartCoverFields, "format");

export const snapshot = {
  ...withRequired(parameters.snapshotFields, "count"),
  spriteSnapshotConfig: group(
    pickFields(parameters.spriteFields, "cellWidth", "cellHeight", "color", "columns", "lines", "margin", "padding"),
  ),
};

export const speechRecognition = withRequired(
  pickFields(
    parameters.speechRecognitionFields,
    ...(["engineModelType", "channelNum", "resTextFormat", "filterDirty", "filterModal", "filterPunc"] as const),
    ...(["convertNumMode", "speakerDiarization", "speakerNumber", "outputFileType"] as const),
  ),
  "engineModelType",
  "channelNum",
);

export const superResolution = withRequired(container.superResolutionFields, "resolution");

export const transcode = {
  container: required(container.container),
  video: group(
    pickFields(
      videoFields,
      ...(["codec", "width", "height", "fps", "remove", "profile", "bitrate", "crf", "gop", "preset"] as const),
      ...(["bufsize", "maxrate", "pixfmt", "longShortMode", "rotate"] as const),
    ),
  ),
  audio: container.audio,
  timeInterval,
  transConfig: group({ ...convertFields, hlsEncrypt: container.hlsEncrypt }),
  audioMixArray,
};

export const transcodePro = {
  container: required(container.container),
  video: group(
    pickFields(videoFields, "codec", "profile", "width", "height", "interlaced", "fps", "bitrate", "rotate"),
  ),
  audio: group(withRequired(pickFields(audioFields, "codec", "remove"), "codec")),
  timeInterval,
  transConfig: group(convertFields),
};

export const tts = parameters.ttsFields;

export const videoMontage = {
  container: format,
  duration: seconds,
  video: group(
    withRequired(pickFields(videoFields, "codec", "width", "height", "fps", "bitrate", "crf", "remove"), "codec"),
  ),
  audio: group(withRequired(pickFields(audioFields, "codec", "samplerate", "bitrate", "channels", "remove"), "codec")),
  audioMixArray,
};

export const videoProcess = { colorEnhance: container.colorEnhance, msSharpen: container.msSharpen };

export const voiceSeparate = {
  audioMode: required(parameters.voiceSeparateFields.audioMode),
  audioConfig: required(group(withRequired(parameters.audioConfigFields, "codec"))),
};

export const watermark = {
  ...withRequired(
    pickFields(container.watermarkFields, "type", "pos", "locMode", "dx", "dy", "startTime", "endTime"),
    ...(["pos", "locMode", "dx", "dy"] as const),
  ),
  image: group(withRequired(container.watermarkImageFields, "mode", "transparency", "background")),
  text: group(withRequired(container.watermarkTextFields, "fontSize", "fontType", "fontColor", "transparency")),
};
