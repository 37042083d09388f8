import type { XmlElement } from "../http/xml";
import type { Random } from "./random";

/** A finished job whose result is simulated. */
export interface FinishedJob {
  readonly random: Random;
  /** Bucket and region of the job's objects. */
  readonly bucket: { readonly name: string; readonly region: string };
  /** Key of the input. */
  readonly object: string;
  /** The input. */
  readonly body: Uint8Array;
  /** Keys of the objects that the job produced. */
  readonly outputs: readonly string[];
  /** The operation of the request. */
  readonly operation: XmlElement;
}

/** Returns additions to `Operation`. */
export type Finding = (subject: FinishedJob) => XmlElement;
