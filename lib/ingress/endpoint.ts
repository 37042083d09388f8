import type { ITerraformDependable } from "cdktf";

/** What an ingress needs to know of the function that it leads to. */
export interface IngressTarget {
  readonly functionName: string;
  readonly namespace: string;
  /** Version or alias that answers. */
  readonly qualifier: string;
  /** Seconds after which the platform stops the function. */
  readonly timeout: number;
}

/** A public address that leads to a callback function. */
export interface IngressEndpoint {
  /** Address with scheme, without secret and without trailing slash; known after apply. */
  readonly url: string;
  /** Host part of `url`. */
  readonly domain: string;
  /**
   * What must exist before CI calls, beside what `url` refers to.
   *
   * @default - nothing
   */
  readonly dependsOn?: readonly ITerraformDependable[];
}
