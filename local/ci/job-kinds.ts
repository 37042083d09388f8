/** Kinds of jobs: what a job works on, which also decides the first letter of its id. */
import type { QueueFamily } from "../../api/queue-families";

/** `j` media, `s` speech, `a` recognition, `c` pictures, `d` documents, `f` files (that one is not documented). */
export type JobLetter = "j" | "s" | "a" | "c" | "d" | "f";

const LETTERS: Readonly<Record<string, JobLetter>> = {
  DocAIGCMetadata: "d",
  DocProcess: "d",
  DocWatermark: "d",
  FileCompress: "f",
  FileHashCode: "f",
  FileUncompress: "f",
  ImageInspect: "a",
  ImageOCR: "a",
  NoiseReduction: "s",
  PicProcess: "c",
  PosterProduction: "c",
  SoundHound: "s",
  SpeechRecognition: "s",
  Translation: "a",
  Tts: "s",
  VideoTargetRec: "a",
  VocalScore: "s",
  WordsGeneralize: "a",
};

/** A tag that is not listed is taken for a media job. */
export function jobLetter(tag: string): JobLetter {
  return LETTERS[tag] ?? "j";
}

const FAMILIES: Readonly<Record<JobLetter, QueueFamily>> = {
  j: "media",
  s: "speech",
  a: "ai",
  c: "picture",
  d: "document",
  f: "file",
};

/** The service whose queue a job waits in. */
export function jobFamily(tag: string): QueueFamily {
  return FAMILIES[jobLetter(tag)];
}
