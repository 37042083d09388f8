import { startLocalCloud as start } from "../local/cloud";
import type { LocalCloudOptions } from "../local/options";

/** A callback that the local cloud posted. */
export interface TestDelivery {
  /** Status of the answer; absent without one. */
  readonly status?: number;
  /** Body of the answer. */
  readonly answer?: string;
}

/** A line that a function wrote. */
export interface TestLogLine {
  readonly functionName: string;
  readonly text: string;
}

/** A running local cloud: Tencent Cloud's APIs, functions and ingress on 127.0.0.1, simulated. */
export interface TestCloud {
  /** Address of the API endpoint. */
  readonly url: string;
  readonly region: string;
  /** Callbacks that were posted, oldest first. */
  readonly deliveries: readonly TestDelivery[];
  /** Lines that functions wrote, oldest first. */
  readonly logs: readonly TestLogLine[];
  /** Environment variables with which Terraform deploys an unchanged stack here. */
  environment(): Record<string, string>;
  /** Creates a bucket, by default in the cloud's region. */
  createBucket(name: string, region?: string): void;
  /** Uploads an object, which starts matching jobs and workflows. */
  putObject(bucket: string, key: string, body: string | Uint8Array): void;
  /** Posts a body to a callback URL as CI does; never rejects. */
  deliver(url: string, body: string | Uint8Array, format: "XML" | "JSON"): Promise<TestDelivery>;
  /** Calls a function and returns its result. */
  invoke(functionName: string, event: unknown): Promise<unknown>;
  /** Resolves when no job, workflow run, delivery or call is pending. */
  idle(): Promise<void>;
  /** Stops everything; leaves no process and no file. */
  close(): Promise<void>;
}

/**
 * Starts a local cloud.
 *
 * @example
 * const cloud = await startLocalCloud({ buckets: ["media-1250000000"] });
 * afterAll(() => cloud.close());
 */
export function startLocalCloud(options: LocalCloudOptions = {}): Promise<TestCloud> {
  return start(options);
}
