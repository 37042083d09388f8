/** A copy of a running cloud, in which code can run without an effect on the original. */
import type { Buckets } from "./cos/bucket";
import type { Credentials } from "./credentials";
import type { Ingress } from "./ingress/ingress";
import type { Broker } from "./kafka/broker";
import type { Consumers } from "./kafka/consumers";
import type { Resources } from "./resources/resources";
import type { Functions } from "./scf/functions";

/** The parts of a cloud that hold deployed and stored data. */
export interface CloudParts {
  readonly credentials: Credentials;
  readonly buckets: Buckets;
  readonly functions: Functions;
  readonly ingress: Ingress;
  readonly kafka: Broker;
  readonly consumers: Consumers;
  readonly resources: Resources;
}

/** The cloud to copy, and the code to replace in the copy. */
export interface Original {
  readonly parts: CloudParts;
  /** Code that replaces a function's own in the copy, in every version, by the name of the function. */
  readonly codes: ReadonlyMap<string, Uint8Array>;
}

/**
 * Copies the contents of a cloud into a new one, without sharing mutable data. Running jobs and workflow runs do not
 * continue in the copy.
 */
export async function copyParts({ parts: from, codes }: Original, to: Omit<CloudParts, "credentials">): Promise<void> {
  from.functions.copyTo(to.functions, ({ name }) => codes.get(name));
  from.buckets.copyTo(to.buckets);
  from.kafka.copyTo(to.kafka);
  from.resources.copyTo(to.resources);
  to.consumers.skip(); // before the first await: the copied triggers would read all messages again
  await from.ingress.copyTo(to.ingress);
}

/**
 * Replaces a loopback address of the original by the copy's own.
 *
 * @throws Error for any other address: the copy calls nothing outside itself
 */
export function redirectToCopy(copy: Ingress, { parts }: Original): (url: URL) => { readonly port: number } {
  return (url) => {
    const port = parts.ingress.portInCopy(copy, Number(url.port));
    if (port !== undefined) return { port };
    throw new Error(`A copy of the local cloud posts to its own functions only (got ${url.host})`);
  };
}
