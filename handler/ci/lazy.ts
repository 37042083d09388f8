import type { BucketAddress } from "../../api/hosts";
import type { Job } from "../callback/events";
import type { Fields } from "../callback/value";
import { CallbackError } from "../errors";
import type { SignedCi } from "./signed";
import type { Ci } from "./types";

let signed: Promise<SignedCi> | undefined;

/** The client, loaded at its first use: signing and HTTPS cost more at a cold start than the whole receiver. */
function load(): Promise<SignedCi> {
  return (signed ??= import("./signed.js").then(({ SignedCi }) => new SignedCi(process.env)));
}

/** A job as `Ci.getJob` returns it. @param tag its type, if known */
export async function readJob(jobId: string, tag: string, bucket: BucketAddress): Promise<Job | undefined> {
  return (await load()).getJob(jobId, bucket, tag);
}

/** A workflow run as `Ci.getExecution` returns it, with the vendor's field names. */
export async function readExecution(runId: string, bucket: BucketAddress): Promise<Fields | undefined> {
  return (await load()).readExecution(runId, bucket);
}

/** @param defaultBucket bucket of calls that name none */
export function lazyCi(defaultBucket: BucketAddress | undefined): Ci {
  const bucketOrDefault = (named: BucketAddress | undefined): BucketAddress => {
    const bucket = named ?? defaultBucket;
    if (bucket) return bucket;
    throw new CallbackError(
      "The bucket must be given: CI_CALLBACK_BUCKET is not set (got none); set it, or pass a bucket to the call",
    );
  };
  return {
    submitJob: async (request, bucket) => (await load()).submitJob(request, bucketOrDefault(bucket)),
    getJob: async (jobId, bucket) => (await load()).getJob(jobId, bucketOrDefault(bucket)),
    getExecution: async (runId, bucket) => (await load()).getExecution(runId, bucketOrDefault(bucket)),
    getObject: async (key, bucket) => (await load()).getObject(key, bucketOrDefault(bucket)),
    putObject: async (key, content, options = {}) =>
      (await load()).putObject(key, content, options.contentType, bucketOrDefault(options.bucket)),
  };
}
