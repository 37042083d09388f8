import type { IConstruct } from "constructs";
import { claimOutput } from "../validation/bucket-events";
import { isKnown } from "../validation/check";
import { ValidationError } from "../validation/errors";
import { isPattern, mayBeginWith, OUTPUT_NAMES } from "../operations/output-pattern";

/** The known outputs of jobs, with CI's field names. */
interface Output {
  readonly Bucket?: string;
  readonly Region?: string;
  readonly [name: string]: unknown;
}

type Operation = Readonly<Record<string, unknown>>;

/** Bucket and region of the uploads. */
export interface UploadLocation {
  readonly bucket: string;
  readonly region: string;
  readonly prefix: string;
}

/** Fills bucket and region of the uploads into outputs that have none: CI has no such default. */
export function withOutputBucket(operation: Operation, { bucket, region }: UploadLocation): Operation {
  const needsOutput = operation["FileUncompressConfig"] !== undefined;
  const output = (operation["Output"] ?? (needsOutput ? {} : undefined)) as Output | undefined;
  if (!output) return operation;
  return { ...operation, Output: { ...output, Bucket: output.Bucket ?? bucket, Region: output.Region ?? region } };
}

/**
 * Makes sure that a job does not write an object that starts a job.
 *
 * @throws ValidationError with the names of the output and the trigger
 */
export function claimOutputs(scope: IConstruct, tag: string, operation: Operation, { prefix }: UploadLocation): void {
  const output = operation["Output"] as Output | undefined;
  if (!output?.Bucket) return;
  for (const pattern of patternsOf(operation, output)) {
    if (isPattern(pattern) && pattern.startsWith("/")) {
      throw new ValidationError(`Output of job ${tag} must not start with "/" (got "${pattern}")`, scope);
    }
    if (!isPattern(pattern) || !isKnown(prefix)) continue;
    claimOutput(scope, output.Bucket, `Output "${pattern}" of job ${tag}`, (other) =>
      mayBeginWith(pattern, other, prefix),
    );
  }
}

function patternsOf(operation: Operation, output: Output): unknown[] {
  const streams = [output["StreamExtract"] ?? []].flat() as { readonly Object?: unknown }[];
  const uncompress = operation["FileUncompressConfig"] as { readonly Prefix?: unknown } | undefined;
  return [
    ...OUTPUT_NAMES.map((name) => output[name]),
    ...streams.map((stream) => stream.Object),
    ...(typeof uncompress?.Prefix === "string" ? [`${uncompress.Prefix}\${Files}`] : []),
  ].filter((pattern) => pattern !== undefined);
}
