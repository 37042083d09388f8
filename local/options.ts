/** A key pair that the local cloud accepts. */
export interface Credential {
  readonly secretId: string;
  readonly secretKey: string;
  /** Security token of a temporary key. @default - none; a permanent key */
  readonly token?: string;
}

/** Options of `startLocalCloud`. Every one has a default, so that `startLocalCloud()` is a working cloud. */
export interface LocalCloudOptions {
  /**
   * Port of the API endpoint on 127.0.0.1.
   *
   * @default 0 - any free one
   */
  readonly port?: number;
  /**
   * Key pairs that are accepted. The first is the one that `environment()` hands out.
   *
   * @default - one pair, made for this run
   */
  readonly credentials?: readonly Credential[];
  /**
   * Account number: the digits at the end of bucket names.
   *
   * @default "1250000000"
   */
  readonly appId?: string;
  /**
   * Region that `environment()` names, and the one of `buckets`.
   *
   * @default "ap-guangzhou"
   */
  readonly region?: string;
  /**
   * Names of buckets that exist from the start, such as `media-1250000000`.
   *
   * @default []
   */
  readonly buckets?: readonly string[];
  /**
   * Milliseconds from the submission of a job to its end; it is `Running` in the second half.
   *
   * @default 200
   */
  readonly jobMs?: number;
  /**
   * Let ffmpeg and ffprobe, where both are on PATH, do the `SplitVideoParts` and `MediaInfo` jobs on the object itself.
   * Without them, and for objects that are text and stand for a film, these results are made up like all others.
   *
   * @default false - so that a run is the same on every machine
   */
  readonly ffmpeg?: boolean;
  /**
   * Milliseconds after which a queue shows in lists once media processing was enabled. How long the real service takes is
   * not documented.
   *
   * @default 0
   */
  readonly queueVisibleMs?: number;
  /**
   * Milliseconds that CI waits for an answer to a callback. How long the real service waits is not documented.
   *
   * @default 30000
   */
  readonly callbackTimeoutMs?: number;
  /**
   * Refuse to change, delete or trigger a workflow in a state in which the console does not allow it. Whether the API
   * enforces the console's rule is not documented.
   *
   * @default true
   */
  readonly strictWorkflows?: boolean;
  /**
   * Fill in what was left out of a workflow's start node (queue, callback state, extension filter) when it is read.
   * Whether the real service does so is not documented.
   *
   * @default false
   */
  readonly normaliseTopology?: boolean;
  /**
   * Processes that one version of a function may have at the same time; further calls wait.
   *
   * @default 8
   */
  readonly instanceLimit?: number;
  /**
   * Milliseconds until COS tells a function of an object.
   *
   * @default 10
   */
  readonly eventMs?: number;
  /**
   * Milliseconds after which a call that nobody waits for and that failed is made again; there are two more at most.
   *
   * @default 60000 - as the platform does
   */
  readonly asyncRetryMs?: number;
  /**
   * Executable file that simulates the vendor's provider.
   *
   * @default - the one that the build made
   */
  readonly vendorProvider?: string;
  /**
   * The clock.
   *
   * @default - the system's
   */
  readonly now?: () => Date;
}
