/** Options of sample callbacks. */
export interface SampleOptions {
  /**
   * Format of the body.
   *
   * @default "xml", CI's own default; "json" for moderation, which has no other format
   */
  readonly format?: "xml" | "json";
  /**
   * Whether the job failed: it then has a code and a message, and no results.
   *
   * @default false
   */
  readonly failed?: boolean;
  /**
   * Whether a workflow run with that job ended (`WorkflowFinish`), instead of the job alone (`TaskFinish`).
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
   * Key of the job's input object.
   *
   * @default - a key that suits the tag
   */
  readonly object?: string;
  /**
   * Queue of the job.
   *
   * @default - a new id
   */
  readonly queueId?: string;
  /**
   * Fields of the body to change, by path: `{ "JobsDetail.Input.Object": "a.mp4" }`. A name that is looked up in
   * a list refers to its first item; a number is an index. `undefined` removes a field.
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
