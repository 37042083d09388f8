/** A job or a workflow run, as CI lists it. */
export interface CiItem {
  /** Reference of this item in requests to CI. */
  readonly ref: string;
  /** Key of the callback at the item's end, whether or not CI sent one. */
  readonly key: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  /** Milliseconds since 1970; `undefined` while it is running, `Infinity` if CI reports that it ended but not when. */
  readonly endedAt?: number;
  /** The callback that CI should have sent; `undefined` if CI no longer knows the item. */
  readonly body: () => Promise<string | undefined>;
}

/** A list that is requested from CI, such as jobs of one type. */
export interface CiSource {
  readonly name: string;
  /** Items created in a period, both ends included. Rejects if CI refuses or cannot be reached. */
  list(from: number, to: number): AsyncIterable<CiItem>;
}

/** Jobs and workflow runs, as CI reports them. */
export interface CiHistory {
  readonly sources: readonly CiSource[];
  /** One more source for the runs of each workflow. Undefined if runs are not requested; rejects as `list` does. */
  readonly workflows?: () => Promise<readonly CiSource[]>;
  /** The current state of an item; `undefined` if CI no longer knows it. */
  get(ref: string): Promise<CiItem | undefined>;
}

const JOB = "job/";
const RUN = "run/";

/** Reference to a job. @param tag its type, if known: it determines which of CI's calls is tried first */
export const jobRef = (jobId: string, tag = ""): string => `${JOB}${/^\w{1,64}$/.test(tag) ? tag : ""}/${jobId}`;

/** Reference to a workflow run. */
export const runRef = (runId: string): string => `${RUN}${runId}`;

export const isRunRef = (ref: string): boolean => ref.startsWith(RUN);

/** Whether this text is a reference. */
export const isRef = (text: string): boolean => /^(job|run)\/./.test(text);

/**
 * Parts of a reference. A workflow run has no type; neither has a job whose reference version 0.1.0 wrote: `job/<id>`.
 */
export function partsOfRef(ref: string): { readonly id: string; readonly tag?: string } {
  const [, tag, id = ""] = /^\w+\/(?:(\w*)\/)?(.*)$/s.exec(ref) ?? [];
  return { tag, id };
}
