/** A key pair that the local cloud accepts. */
export interface Credential {
  readonly secretId: string;
  readonly secretKey: string;
  /** Security token of a temporary key. @default - none; a permanent key */
  readonly token?: string;
}

/** Debuggers of functions. */
export interface InspectOptions {
  /** Address that the debuggers listen on. Whoever reaches it can run code on this machine. */
  readonly host: string;
  /** Port of the first function; other functions get the next free ports. 0 for any free ports. */
  readonly port: number;
  /** Whether each process waits for a debugger before it loads the code, and stops there. */
  readonly isBreaking: boolean;
  /**
   * Milliseconds that new code waits for the debugger to attach again; after that it runs without one.
   *
   * @default 10000
   */
  readonly attachMs?: number;
}

/** Options of `startLocalCloud`. Every option has a default, so `startLocalCloud()` starts a usable cloud. */
export interface LocalCloudOptions {
  /**
   * Port of the API endpoint on 127.0.0.1.
   *
   * @default 0 - any free port
   */
  readonly port?: number;
  /**
   * Key pairs that are accepted. `environment()` returns the first one.
   *
   * @default - one pair, generated for this run
   */
  readonly credentials?: readonly Credential[];
  /**
   * Account number: the digits at the end of bucket names.
   *
   * @default "1250000000"
   */
  readonly appId?: string;
  /**
   * Region that `environment()` returns, and the region of `buckets`.
   *
   * @default "ap-guangzhou"
   */
  readonly region?: string;
  /**
   * Names of buckets that exist at the start, such as `media-1250000000`.
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
   * Use ffmpeg and ffprobe, if both are on PATH, for `SplitVideoParts` and `MediaInfo` jobs. Without them, and for text
   * objects, these results are simulated like all others.
   *
   * @default false - so that runs are equal on every machine
   */
  readonly ffmpeg?: boolean;
  /**
   * Milliseconds from enabling media processing until its queue appears in lists. The delay of the real service is not
   * documented.
   *
   * @default 0
   */
  readonly queueVisibleMs?: number;
  /**
   * Milliseconds that CI waits for an answer to a callback. The timeout of the real service is not documented.
   *
   * @default 30000
   */
  readonly callbackTimeoutMs?: number;
  /**
   * Refuse to change, delete or trigger a workflow in a state in which the console does not allow it. The pages do not
   * say whether the API enforces the console's rule.
   *
   * @default true
   */
  readonly strictWorkflows?: boolean;
  /**
   * Fill in missing members of a workflow's start node (queue, callback state, extension filter) when it is read. The
   * pages do not say whether the real service does so.
   *
   * @default false
   */
  readonly normaliseTopology?: boolean;
  /**
   * Maximum concurrent processes of one version of a function; further calls wait.
   *
   * @default 8
   */
  readonly instanceLimit?: number;
  /**
   * Milliseconds until COS reports an object to a function.
   *
   * @default 10
   */
  readonly eventMs?: number;
  /**
   * Milliseconds after which a failed asynchronous call is repeated, at most twice.
   *
   * @default 60000 - as the platform does
   */
  readonly asyncRetryMs?: number;
  /**
   * Milliseconds that publishing a version takes. The function cannot publish another version meanwhile.
   *
   * @default 10
   */
  readonly publishMs?: number;
  /**
   * Milliseconds until provisioned instances of a version are warm. Until then none is available, and the setting
   * cannot be changed or removed. The platform takes many seconds.
   *
   * @default 200
   */
  readonly provisionMs?: number;
  /**
   * Give function URLs and API Gateway services host names like the platform's instead of ports on `localhost`. Only
   * callbacks of this cloud reach them. For clients that refuse an address that CI could not call.
   *
   * @default false
   */
  readonly publicNames?: boolean;
  /**
   * Executable of the simulated vendor's provider.
   *
   * @default - the one of the build
   */
  readonly vendorProvider?: string;
  /**
   * Lets debuggers attach to the functions. Each function then has one process, and calls and callbacks have no time
   * limit.
   *
   * @default - no debuggers
   */
  readonly inspect?: InspectOptions;
  /**
   * Folder for the last builds of the functions' code; created if missing.
   *
   * @default - in the cloud's temporary folder
   */
  readonly buildFolder?: string;
  /**
   * Called with a problem that does not stop the cloud, such as a full disk.
   *
   * @default - a warning of the Node.js process
   */
  readonly onWarning?: (message: string) => void;
  /**
   * The clock.
   *
   * @default - the system's
   */
  readonly now?: () => Date;
}
