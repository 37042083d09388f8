/** Messages about objects between server and page. Types only. */

/** How the page shows an object. `none`: it can be downloaded only. */
export type PreviewKind = "text" | "json" | "xml" | "image" | "video" | "audio" | "none";

/** An object in a list. */
export interface ObjectRow {
  readonly key: string;
  readonly bytes: number;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** `POST /api/objects`: the objects whose keys begin with `prefix`, in the order of their keys, after `after`. */
export interface ObjectsRequest {
  readonly bucket: string;
  readonly prefix: string;
  readonly after: string | undefined;
}

/** Answer to `POST /api/objects`. */
export interface ObjectList {
  readonly objects: readonly ObjectRow[];
  /** Value of `after` for the next page; undefined on the last one. */
  readonly next?: string;
}

/** Work that an upload of an object started: a run of a workflow, a job, or a call of a function. */
export interface Started {
  readonly kind: "run" | "job" | "call";
  /** Id of the run, of the job or of the call. */
  readonly id: string;
  /** Name of the workflow, tag of the job, or name of the function. */
  readonly title: string;
  /** State of the run or the job; error of a failed call. */
  readonly state: string;
  /** Ids of the callbacks of the run or the job, which the page lists. */
  readonly callbacks: readonly string[];
}

/** Answer to `POST /api/object`. */
export interface ObjectDetail extends ObjectRow {
  readonly bucket: string;
  readonly contentType: string;
  readonly etag: string;
  readonly preview: PreviewKind;
  /** Oldest first. */
  readonly started: readonly Started[];
}

/** The object of a callback. */
export interface InputObject {
  readonly bucket: string;
  readonly key: string;
  readonly preview: PreviewKind;
  /** Whether the server can take pictures of a film. */
  readonly hasFrames: boolean;
}
