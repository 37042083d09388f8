import { flag, group, integer, oneOf, required, text } from "../../operations/fields";
import { jobType } from "../job-type";
import * as container from "../../operations/containers";

const { output, objectName, outputWith, template } = container;

/** Settings that CI writes as numbers. */
const level = (most: number) => integer(0, most);

/** Jobs on audio and speech. */
export const soundJobs = {
  /** Recognizes speech. */
  speechRecognition: jobType("SpeechRecognition", {
    operation: { template, output },
    parameters: {
      engineModelType: text,
      channelNum: integer(1, 2),
      resTextFormat: level(5),
      filterDirty: level(2),
      filterModal: level(2),
      filterPunc: level(2),
      convertNumMode: level(3),
      speakerDiarization: level(1),
      speakerNumber: integer(0, 10),
      outputFileType: oneOf("txt", "srt"),
      flashAsr: flag,
      format: text,
      firstChannelOnly: level(1),
      wordInfo: level(3),
      sentenceMaxLength: integer(0, 40),
    },
  }),

  /** Synthesizes speech: `ttsConfig` has the text, or its address; `${InputUrl}` is the upload. */
  tts: jobType("Tts", {
    operation: {
      template,
      output,
      ttsConfig: required(group({ inputType: required(oneOf("Url", "Text")), input: required(text) })),
    },
    parameters: {
      mode: oneOf("Asyc", "Sync"), // CI's own spelling
      codec: text,
      voiceType: text,
      volume: integer(-10, 10),
      speed: integer(50, 200),
    },
    container: "TtsTpl",
    readsUpload: false,
  }),

  /** Reduces noise. */
  noiseReduction: jobType("NoiseReduction", {
    operation: { template, output },
    // 1045/73375 and 460/84796 write SampleRate, 1045/73377 and the SDK for Go Samplerate.
    parameters: { format: text, samplerate: { ...integer(8000, 48_000, "Hz"), alias: "SampleRate" } },
    isFree: true,
  }),

  /** Separates vocals and accompaniment. */
  voiceSeparate: jobType("VoiceSeparate", {
    operation: {
      template,
      output: outputWith({ auObject: objectName, bassObject: objectName, drumObject: objectName }),
    },
    parameters: {
      audioMode: oneOf("IsAudio", "IsBackground", "AudioAndBackground", "MusicMode"),
      audioConfig: group({
        codec: text,
        samplerate: integer(8000, 96_000, "Hz"),
        bitrate: integer(8, 1000, "kbit/s"),
        channels: integer(1, 8),
      }),
    },
  }),

  /** Recognizes songs. */
  soundHound: jobType("SoundHound"),

  /** Compares singing with the original. */
  vocalScore: jobType("VocalScore", { parameters: { standardObject: required(text) } }),
};
