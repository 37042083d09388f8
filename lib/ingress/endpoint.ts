import type { ITerraformDependable } from "cdktf";
import type { KafkaTopic } from "../media/notification";

/** The properties of a function that an ingress needs. */
export interface IngressTarget {
  readonly functionName: string;
  readonly namespace: string;
  /** Version or alias of the function that answers. */
  readonly qualifier: string;
  /** Seconds after which the platform stops the function. */
  readonly timeout: number;
}

/** The pipeline's settings for an ingress. */
export interface IngressContext {
  /** Region of the bucket whose jobs report. @default - none */
  readonly region?: string;
}

/** Settings of a function that depend on the queue in front of it. */
export interface QueueSettings {
  /**
   * Runs of your code for one delivery until it is given up, with inline delivery. Refused with durable delivery.
   *
   * @default 8
   */
  readonly attempts?: number;
}

/** A function's endpoint for callbacks: a public address, or a topic. */
export interface IngressEndpoint {
  /** Address with scheme, without secret and without trailing slash. Known after apply. Throws with a topic. */
  readonly url: string;
  /** Host part of `url`. */
  readonly domain: string;
  /**
   * Topic that CI writes to, in place of an address.
   *
   * @default - none; CI posts to `url`
   */
  readonly kafka?: KafkaTopic;
  /**
   * Resources that must exist before CI calls, besides those that `url` refers to.
   *
   * @default - nothing
   */
  readonly dependsOn?: readonly ITerraformDependable[];
}
