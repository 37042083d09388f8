import { group, integer, oneOf, required, text } from "../../operations/fields";
import { jobType } from "../job-type";
import * as container from "../../operations/containers";
import * as parameters from "../../operations/parameters";

const { output, objectName, outputWith, template } = container;

/** Jobs on audio and speech. */
export const soundJobs = {
  /** Recognizes speech. */
  speechRecognition: jobType("SpeechRecognition", {
    operation: { template, output },
    parameters: parameters.speechRecognitionFields,
  }),

  /** Synthesizes speech: `ttsConfig` has the text, or its address; `${InputUrl}` is the upload. */
  tts: jobType("Tts", {
    operation: {
      template,
      output,
      ttsConfig: required(group({ inputType: required(oneOf("Url", "Text")), input: required(text) })),
    },
    parameters: parameters.ttsFields,
    container: "TtsTpl",
    readsUpload: false,
  }),

  /** Reduces noise. */
  noiseReduction: jobType("NoiseReduction", {
    operation: { template, output },
    // 1045/73375 and 460/84796 write SampleRate, 1045/73377 and the SDK for Go Samplerate.
    parameters: { format: text, samplerate: { ...integer(8000, 48_000, "Hz"), alias: "SampleRate" } },
    skipsTemplateCheck: true,
  }),

  /** Separates vocals and accompaniment. */
  voiceSeparate: jobType("VoiceSeparate", {
    operation: {
      template,
      output: outputWith({ auObject: objectName, bassObject: objectName, drumObject: objectName }),
    },
    parameters: parameters.voiceSeparateFields,
  }),

  /** Recognizes songs. */
  soundHound: jobType("SoundHound"),

  /** Compares singing with the original. */
  vocalScore: jobType("VocalScore", { parameters: { standardObject: required(text) } }),
};
