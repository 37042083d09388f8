import type { XmlElement } from "../http/xml";
import type { Random } from "./random";

/** A job at its end. */
export interface Subject {
  readonly random: Random;
  /** Where the job reads and writes. */
  readonly bucket: { readonly name: string; readonly region: string };
  /** Key of the input. */
  readonly object: string;
  /** The input. */
  readonly body: Uint8Array;
  /** Keys of what the job is said to have written. */
  readonly outputs: readonly string[];
  /** What was asked for. */
  readonly operation: XmlElement;
}

/** Gives what is added to `Operation`. */
export type Finding = (subject: Subject) => XmlElement;
