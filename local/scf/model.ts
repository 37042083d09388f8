import type { Pool } from "./pool";

/** Names a function. */
export interface FunctionName {
  readonly region: string;
  readonly namespace: string;
  readonly name: string;
}

/** Configuration of a function. */
export interface FunctionConfig {
  readonly handler: string;
  readonly runtime: string;
  /** `Event` or `HTTP`. */
  readonly type: string;
  readonly memoryMb: number;
  readonly timeoutS: number;
  readonly environment: Readonly<Record<string, string>>;
  /** Execution role: the process gets a temporary key. @default - none */
  readonly role?: string;
}

/** A version of a function: its fixed configuration and code, and the processes that run it. */
export interface FunctionVersion {
  readonly version: string;
  readonly config: FunctionConfig;
  readonly code: Uint8Array;
  readonly pool: Pool;
}

/** A name for one version, or for two by weight. */
export interface FunctionAlias {
  readonly version: string;
  /** Version → share of the calls between 0 and 1; `version` gets the rest. */
  readonly weights?: Readonly<Record<string, number>>;
}

/** A function with its versions and aliases. */
export interface ScfFunction extends FunctionName {
  readonly functionId: string;
  latest: FunctionVersion;
  lastVersion: number;
  readonly published: Map<string, FunctionVersion>;
  readonly aliases: Map<string, FunctionAlias>;
  /** Memory in MB that all instances together may use. @default - no limit of its own */
  reservedMemoryMb?: number;
  /** Whether a version is being published. The platform publishes one at a time. */
  isPublishing: boolean;
  readonly provisioned: Map<string, Provisioned>;
  eventInvoke: EventInvoke;
}

/** Warm instances of a version. The simulation only stores them. */
export interface Provisioned {
  readonly instances: number;
  /** Time in milliseconds at which all of them are warm. */
  readonly readyAt: number;
}

/** Retries of events: maximum age in seconds, and number of retries after a failure. */
export interface EventInvoke {
  readonly msgTtl: number;
  readonly retryNum: number;
}
