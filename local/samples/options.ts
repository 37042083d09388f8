/** What a sample callback tells of. */
export interface SampleOptions {
  /**
   * Format of the body.
   *
   * @default "xml", as CI's; "json" for moderation, which has no other
   */
  readonly format?: "xml" | "json";
  /**
   * The job has failed, with a code and a message, and without results.
   *
   * @default false
   */
  readonly failed?: boolean;
  /**
   * The end of a workflow run with that job (`WorkflowFinish`) in place of the end of the job (`TaskFinish`).
   *
   * @default false
   */
  readonly workflow?: boolean;
  /**
   * Form of a moderation callback.
   *
   * @default "Detail"
   */
  readonly version?: "Simple" | "Detail";
  /** @default "media-1250000000" */
  readonly bucket?: string;
  /** @default "ap-guangzhou" */
  readonly region?: string;
  /**
   * Key of the object that the job worked on.
   *
   * @default - one that fits the tag
   */
  readonly object?: string;
  /**
   * Queue of the job.
   *
   * @default - a new id
   */
  readonly queueId?: string;
  /**
   * Fields of the body that are to be otherwise, by path: `{ "JobsDetail.Input.Object": "a.mp4" }`. A name that is asked of
   * a list is that of its first item; a number counts. `undefined` takes a field away.
   *
   * @default {}
   */
  readonly set?: Readonly<Record<string, unknown>>;
  /**
   * When the job ended.
   *
   * @default - now
   */
  readonly now?: Date;
}

/** Options with their defaults. */
export interface Setting extends Required<Pick<SampleOptions, "version" | "bucket" | "region" | "now">> {
  readonly isFailed: boolean;
  readonly object?: string;
  readonly queueId?: string;
}

export function settingOf({ failed = false, object, queueId, ...options }: SampleOptions): Setting {
  const { version = "Detail", bucket = "media-1250000000", region = "ap-guangzhou", now = new Date() } = options;
  return { version, bucket, region, now, isFailed: failed, object, queueId };
}
