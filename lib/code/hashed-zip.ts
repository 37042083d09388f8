import { createHash } from "node:crypto";
import type { Construct } from "constructs";
import { StackFile } from "../terraform/stack-file";
import type { BoundCode } from "./bound-code";

/** A zip and its SHA-256, in hexadecimal. */
export interface HashedZip {
  readonly zip: Uint8Array;
  readonly hash: string;
}

/** Hashes a zip. */
export function hashed(zip: Uint8Array): HashedZip {
  return { zip, hash: createHash("sha256").update(zip).digest("hex") };
}

/** Writes a zip into the stack, under a path that changes exactly when the code changes. */
export function addZip(scope: Construct, { zip, hash }: HashedZip): Omit<BoundCode, "handler"> {
  const file = new StackFile(scope, "Code", { path: `assets/${hash}/function.zip`, content: () => zip });
  return { zipFile: file.path, hash };
}
