/** Builds of a function's code, and runs of a callback against them. */
import type { CallbackDetail } from "./callback";

/** A build that is kept. */
export interface BuildRow {
  /** SHA-256 of the code package, in hexadecimal. */
  readonly sha256: string;
  /** When it became live, in milliseconds since 1970. */
  readonly at: number;
  /** Files saved since the previous build; empty for deployed code. */
  readonly changed: readonly string[];
}

/** Answer to `POST /api/builds`: builds of the function that receives a callback, newest first. The first one is live. */
export interface BuildList {
  readonly functionName: string;
  readonly builds: readonly BuildRow[];
}

/** `POST /api/compare-builds`: runs a callback's event against two builds. */
export interface CompareRequest {
  readonly id: string;
  /** SHA-256 of a kept build. @default - the one before the live one */
  readonly before?: string;
  /** @default - the live one */
  readonly after?: string;
}

/** An object that user code wrote or deleted; the last change of the object counts. */
export interface WriteRow {
  readonly bucket: string;
  readonly key: string;
  readonly kind: "put" | "delete";
  readonly bytes: number;
  /** ETag of the content, which differs if the content does. */
  readonly etag: string;
  /** The content, if it is text and short. */
  readonly text?: string;
}

/** The results of a callback with one build. Its detail and its writes are of a copy of the local cloud. */
export interface BuildRun {
  readonly build: BuildRow;
  readonly detail: CallbackDetail;
  /** Outside the inbox of durable delivery, in order of bucket and key. */
  readonly writes: readonly WriteRow[];
  /** Jobs that user code submitted, as `tag of object`, in order. */
  readonly jobs: readonly string[];
  /** The run did not end within its time limit. */
  readonly isCut: boolean;
}

/** Answer to `POST /api/compare-builds`. */
export interface BuildComparison {
  readonly before: BuildRun;
  readonly after: BuildRun;
}
