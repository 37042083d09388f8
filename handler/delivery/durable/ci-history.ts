/** A job or a workflow run, as CI lists it. */
export interface CiItem {
  /** What CI is asked by for this one item. */
  readonly ref: string;
  /** Key of the callback that it has, or would have, at its end. */
  readonly key: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  /** Milliseconds since 1970; `undefined` while it is under way, `Infinity` where CI says that it is over and not since when. */
  readonly endedAt?: number;
  /** The callback that CI should have sent; `undefined` when CI no longer knows the item. */
  readonly body: () => Promise<string | undefined>;
}

/** Something that CI is asked for at a time, such as jobs of one type. */
export interface CiSource {
  readonly name: string;
  /** Items created in a time, both ends included. Rejects when CI refuses or cannot be reached. */
  list(from: number, to: number): AsyncIterable<CiItem>;
}

/** CI, asked what it has done. */
export interface CiHistory {
  readonly sources: readonly CiSource[];
  /** One more source for the runs of each workflow. Absent when runs are not asked for; rejects as `list` does. */
  readonly workflows?: () => Promise<readonly CiSource[]>;
  /** An item as it is now; `undefined` when CI no longer knows it. */
  get(ref: string): Promise<CiItem | undefined>;
}

const JOB = "job/";
const RUN = "run/";

/** What CI is asked by for a job. @param tag its type, as far as it is known: it says which call is the likeliest */
export const jobRef = (jobId: string, tag = ""): string => `${JOB}${/^\w{1,64}$/.test(tag) ? tag : ""}/${jobId}`;

/** What CI is asked by for a workflow run. */
export const runRef = (runId: string): string => `${RUN}${runId}`;

export const isRunRef = (ref: string): boolean => ref.startsWith(RUN);

/** Whether this text is what CI can be asked by. */
export const isRef = (text: string): boolean => /^(job|run)\/./.test(text);

/** What a reference says. That of a run has no type, nor has that of a job which version 0.1.0 wrote: `job/<id>`. */
export function partsOfRef(ref: string): { readonly id: string; readonly tag?: string } {
  const [, tag, id = ""] = /^\w+\/(?:(\w*)\/)?(.*)$/s.exec(ref) ?? [];
  return { tag, id };
}
