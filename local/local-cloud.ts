import type { TopicState } from "./kafka/broker";
import type { ConsumedBatch, Lag } from "./kafka/consumers";
import type { QueueFamily } from "../api/queue-families";
import type { Delivery, Subject } from "./ci/delivery";
import type { Queue } from "./ci/model";
import type { CallbackFormat, Sent } from "./ci/post";
import type { Bucket } from "./cos/bucket";
import type { Faults } from "./faults";
import type { Credential } from "./options";
import type { StoredResource } from "./resources/kind";
import type { AsyncCall } from "./scf/async-calls";
import type { FunctionBuilds } from "./scf/builds";
import type { FunctionInfo } from "./scf/describe";
import type { LogLine } from "./scf/logs";

/** Settings of a queue that can be changed outside Terraform. */
export type QueueChange = Partial<Pick<Queue, "Name" | "State">> & {
  readonly NotifyConfig?: Partial<Queue["NotifyConfig"]>;
};

/** A running local cloud. */
export interface LocalCloud {
  /** Address of the API endpoint, such as `http://127.0.0.1:40001`. */
  readonly url: string;
  readonly region: string;
  readonly appId: string;
  /** The key pair that `environment()` returns. */
  readonly credential: Credential;
  /**
   * With debuggers: starts a process of each function, and returns the address of its debugger by the function's name.
   * Empty without debuggers.
   */
  startDebuggers(): Promise<Readonly<Record<string, string>>>;
  /** Certificate, in PEM, of the function URLs and API Gateway services; valid for `localhost`. */
  readonly certificate: string;
  /** Version of the ffmpeg that runs jobs; undefined if their results are simulated. */
  readonly ffmpeg?: string;
  /** Posted callbacks, oldest first. */
  readonly deliveries: readonly Delivery[];
  /** Asynchronous calls of functions, by COS and by timers, oldest first. */
  readonly asyncCalls: readonly AsyncCall[];
  /** Topics of CKafka with their messages. */
  readonly topics: readonly TopicState[];
  /** Batches of messages that triggers delivered to functions, oldest first. */
  readonly batches: readonly ConsumedBatch[];
  /** Messages that each function has not read yet, by topic. */
  readonly lags: readonly Lag[];
  /** Log lines of functions, oldest first. */
  readonly logs: readonly LogLine[];
  readonly functions: readonly FunctionInfo[];
  /** Whether the absolute path is a source file of the live code of a function, by the code's source map. */
  readonly isSourceFile: (file: string) => boolean;
  /** Existing resources of the vendor's provider. */
  readonly resources: readonly StoredResource[];
  readonly faults: Faults;
  /** Milliseconds until a failed asynchronous call is repeated; may be changed while the cloud runs. */
  asyncRetryMs: number;
  /** Buckets with all data of COS and CI; for reading only. */
  readonly buckets: readonly Bucket[];
  /**
   * The variables that make an unchanged stack deploy to this cloud.
   *
   * @throws Error if the simulated provider has not been built
   */
  environment(): Record<string, string>;
  /** Creates a bucket. @param region default: the region of the cloud */
  createBucket(name: string, region?: string): void;
  /**
   * Uploads an object, which starts the workflows and functions that match it.
   *
   * @param contentType default: `application/octet-stream`
   */
  putObject(bucket: string, key: string, body: string | Uint8Array, contentType?: string): void;
  /** Deletes an object. Does nothing if there is none. */
  deleteObject(bucket: string, key: string): void;
  /** Queues of a bucket in CI's form. @param family default: media processing */
  queues(bucket: string, family?: QueueFamily): readonly Queue[];
  /** Changes the first queue of a bucket, as a user of the console could. */
  changeQueue(bucket: string, change: QueueChange): void;
  /** Posts any body to a callback address as CI does; never rejects. */
  deliver(url: string, body: string | Uint8Array, format: CallbackFormat, callback?: Subject): Promise<Delivery>;
  /** Body and whole address, secret included, of a delivery that this cloud made and still keeps. */
  sentOf(delivery: Delivery): Sent | undefined;
  /** Calls the listener for every finished delivery. Returns a function that stops this. */
  onDelivery(listener: (delivery: Delivery) => void): () => void;
  /** Calls the listener for every new log line of a function. Returns a function that stops this. */
  onLog(listener: (line: LogLine) => void): () => void;
  /**
   * Replaces the code with this SHA-256 in every function and version, without a change of any resource. No real cloud
   * can do this; it speeds up trying out code. Returns the number of functions that had the code.
   *
   * @param code a zip
   * @param changed files that were saved since the last build
   */
  replaceCode(codeSha256: string, code: Uint8Array, changed?: readonly string[]): number;
  /** The last builds of each function's code. */
  readonly builds: readonly FunctionBuilds[];
  /** The code package of a kept build, a zip; `undefined` for any other hash. */
  codeOf(sha256: string): Uint8Array | undefined;
  /**
   * Starts a second cloud with the same functions, addresses, buckets and resources. Its functions run in separate
   * processes; its functions and jobs do not change this cloud. Faults and timers are not copied. The caller closes it.
   *
   * @param codes code that replaces a function's own in the copy, in every version, by the name of the function
   */
  copy(codes?: ReadonlyMap<string, Uint8Array>): Promise<LocalCloud>;
  /**
   * Calls a function of the default namespace in the cloud's region and returns its result.
   *
   * @throws FunctionError if the function fails
   */
  invoke(functionName: string, event: unknown): Promise<unknown>;
  /** Resolves when no job, workflow run, delivery, event or asynchronous call is pending; timers do not count. */
  idle(): Promise<void>;
  /** Stops everything and removes all temporary files. */
  close(): Promise<void>;
}
