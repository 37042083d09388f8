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
function only<F extends Fields, Name extends keyof F & string>(fields: F, ...names: Name[]): Pick<F, Name> {
  return Object.fromEntries(names.map((name) => [name, fields[name]])) as Pick<F, Name>;
}

/** All of the fields; those named are required. */
function needing<F extends Fields, Name extends keyof F & string>(
  fields: F,
  ...names: Name[]
): Omit<F, Name> & Required<F, Name> {
  const needed = names.map((name) => [name, required(fields[name]!)]);
  return { ...fields, ...Object.fromEntries(needed) } as Omit<F, Name> & Required<F, Name>;
}

const { timeInterval, videoFields, audioFields, transConfigFields } = container;

/** Only the file format, without `clipConfig`. */
const format = required(group(only(container.containerFields, "format")));

/** Sound that is mixed in; the provider has no argument for a single one. */
const audioMixArray = named("AudioMix", container.audioMixArray);

const convertFields = only(
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
    needing(only(videoFields, "codec", "width", "height", "fps", "bitrate", "crf", "remove", "rotate"), "codec"),
  ),
  audio: group(needing(only(audioFields, "codec", "samplerate", "bitrate", "channels"), "codec")),
  audioMixArray,
};

export const picProcess = needing(parameters.picProcessFields, "processRule");

export const smartCover = needing(container.smartCoverFields, "format");

export const snapshot = {
  ...needing(parameters.snapshotFields, "count"),
  spriteSnapshotConfig: group(
    only(parameters.spriteFields, "cellWidth", "cellHeight", "color", "columns", "lines", "margin", "padding"),
  ),
};

export const speechRecognition = needing(
  only(
    parameters.speechRecognitionFields,
    ...(["engineModelType", "channelNum", "resTextFormat", "filterDirty", "filterModal", "filterPunc"] as const),
    ...(["convertNumMode", "speakerDiarization", "speakerNumber", "outputFileType"] as const),
  ),
  "engineModelType",
  "channelNum",
);

export const superResolution = needing(container.superResolutionFields, "resolution");

export const transcode = {
  container: required(container.container),
  video: group(
    only(
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
  video: group(only(videoFields, "codec", "profile", "width", "height", "interlaced", "fps", "bitrate", "rotate")),
  audio: group(needing(only(audioFields, "codec", "remove"), "codec")),
  timeInterval,
  transConfig: group(convertFields),
};

export const tts = parameters.ttsFields;

export const videoMontage = {
  container: format,
  duration: seconds,
  video: group(needing(only(videoFields, "codec", "width", "height", "fps", "bitrate", "crf", "remove"), "codec")),
  audio: group(needing(only(audioFields, "codec", "samplerate", "bitrate", "channels", "remove"), "codec")),
  audioMixArray,
};

export const videoProcess = { colorEnhance: container.colorEnhance, msSharpen: container.msSharpen };

export const voiceSeparate = {
  audioMode: required(parameters.voiceSeparateFields.audioMode),
  audioConfig: required(group(needing(parameters.audioConfigFields, "codec"))),
};

export const watermark = {
  ...needing(
    only(container.watermarkFields, "type", "pos", "locMode", "dx", "dy", "startTime", "endTime"),
    ...(["pos", "locMode", "dx", "dy"] as const),
  ),
  image: group(needing(container.watermarkImageFields, "mode", "transparency", "background")),
  text: group(needing(container.watermarkTextFields, "fontSize", "fontType", "fontColor", "transparency")),
};
