import type { QueueFamily } from "../api/queue-families";
import type { Delivery, Subject } from "./ci/delivery";
import type { Queue } from "./ci/model";
import type { CallbackFormat, Sent } from "./ci/post";
import type { Bucket } from "./cos/bucket";
import type { Faults } from "./faults";
import type { Credential } from "./options";
import type { StoredResource } from "./resources/kind";
import type { AsyncCall } from "./scf/async-calls";
import type { FunctionInfo } from "./scf/describe";
import type { LogLine } from "./scf/logs";

/** What may be changed on a queue from outside of Terraform. */
export type QueueChange = Partial<Pick<Queue, "Name" | "State">> & {
  readonly NotifyConfig?: Partial<Queue["NotifyConfig"]>;
};

/** A running local cloud. */
export interface LocalCloud {
  /** Address of the API endpoint, such as `http://127.0.0.1:40001`. */
  readonly url: string;
  readonly region: string;
  readonly appId: string;
  /** The key pair that `environment()` hands out. */
  readonly credential: Credential;
  /** Certificate, in PEM, of the function URLs and API Gateway services; valid for `localhost`. */
  readonly certificate: string;
  /** Version of the ffmpeg that runs jobs; absent where their results are simulated. */
  readonly ffmpeg?: string;
  /** Callbacks that were posted, oldest first. */
  readonly deliveries: readonly Delivery[];
  /** Asynchronous calls of functions, by COS and by timers, oldest first. */
  readonly asyncCalls: readonly AsyncCall[];
  /** Lines that functions wrote, oldest first. */
  readonly logs: readonly LogLine[];
  readonly functions: readonly FunctionInfo[];
  /** Resources of the vendor's provider that exist now. */
  readonly resources: readonly StoredResource[];
  readonly faults: Faults;
  /** Buckets with everything that COS and CI keep for them; for reading only. */
  readonly buckets: readonly Bucket[];
  /**
   * The variables with which an unchanged stack deploys here.
   *
   * @throws Error when the simulated provider has not been built
   */
  environment(): Record<string, string>;
  /** Creates a bucket. @param region by default the cloud's */
  createBucket(name: string, region?: string): void;
  /** Uploads an object, which starts the workflows and functions that match it. */
  putObject(bucket: string, key: string, body: string | Uint8Array): void;
  /** Deletes an object; one that is not there is no error. */
  deleteObject(bucket: string, key: string): void;
  /** Queues of a bucket as CI stores them. @param family by default media processing */
  queues(bucket: string, family?: QueueFamily): readonly Queue[];
  /** Changes a bucket's first queue, as a user of the console could. */
  changeQueue(bucket: string, change: QueueChange): void;
  /** Posts any body to a callback address as CI would; never rejects. */
  deliver(url: string, body: string | Uint8Array, format: CallbackFormat, about?: Subject): Promise<Delivery>;
  /** Body and whole address, secret included, of a delivery that this cloud made and still keeps. */
  sentOf(delivery: Delivery): Sent | undefined;
  /** Calls the listener with every finished delivery. Returns a function that ends this. */
  onDelivery(listener: (delivery: Delivery) => void): () => void;
  /** Calls the listener with every line that a function writes from now on. Returns a function that ends this. */
  onLog(listener: (line: LogLine) => void): () => void;
  /**
   * Replaces the code that has this SHA-256 in every function and version, without a change of any resource. No real cloud
   * can do that; it makes trying out code quick. Returns the number of functions that had the code.
   *
   * @param code a zip
   */
  replaceCode(codeSha256: string, code: Uint8Array): number;
  /**
   * Calls a function of the default namespace in the cloud's region and returns its result.
   *
   * @throws FunctionError when the function fails
   */
  invoke(functionName: string, event: unknown): Promise<unknown>;
  /** Resolves when no job, workflow run, delivery, event or asynchronous call is pending; timers do not count. */
  idle(): Promise<void>;
  /** Stops everything and removes all temporary files. */
  close(): Promise<void>;
}
