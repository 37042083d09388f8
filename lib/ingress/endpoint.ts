import type { ITerraformDependable } from "cdktf";

/** The properties of a function that an ingress needs. */
export interface IngressTarget {
  readonly functionName: string;
  readonly namespace: string;
  /** Version or alias of the function that answers. */
  readonly qualifier: string;
  /** Seconds after which the platform stops the function. */
  readonly timeout: number;
}

/** A public address that leads to a callback function. */
export interface IngressEndpoint {
  /** Address with scheme, without secret and without trailing slash. Known after apply. */
  readonly url: string;
  /** Host part of `url`. */
  readonly domain: string;
  /**
   * Resources that must exist before CI calls, besides those that `url` refers to.
   *
   * @default - nothing
   */
  readonly dependsOn?: readonly ITerraformDependable[];
}
