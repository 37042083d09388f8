import type { CiClient } from "../../api/client";
import { isRefusal, UnexpectedAnswerError } from "../../api/errors";
import type { BucketAddress } from "../../api/hosts";
import { createJob, listJobs } from "../../api/jobs";
import { childOf, textOf } from "../../api/xml";
import type { Log } from "../log";
import type { JobRequest, SubmitterConfig } from "./config";
import { fillIn } from "./wildcards";

/** Submits a job on an object and returns its id. The key in the job's `UserData` identifies it later. */
export async function submitJob(
  client: CiClient,
  { bucket, callbackUrl, rule }: SubmitterConfig,
  request: JobRequest,
  object: string,
  key: string,
): Promise<string> {
  const { path, tag, queueId, queueType } = request;
  const { UserData: userData, ...operation } = fillIn(request.operation, bucket, object);
  const job = await createJob(
    client,
    bucket,
    {
      Tag: tag,
      Input: request.input && { Object: object, ...fillIn(request.input, bucket, object) },
      Operation: { ...operation, UserData: userDataOf(typeof userData === "string" ? userData : "", key) },
      QueueId: queueId,
      QueueType: queueType,
      ...(callbackUrl !== undefined && { CallBack: callbackUrl, CallBackFormat: rule.format, CallBackType: "Url" }),
      ...(rule.receiver && { ...rule.receiver, CallBackFormat: rule.format }),
    },
    { path },
  );
  const jobId = job && textOf(job, "JobId");
  if (!jobId) throw new UnexpectedAnswerError(`POST ${path} answered without a JobId`);
  return jobId;
}

/**
 * The job that an earlier attempt submitted; undefined if there is none or if CI cannot be asked: CI has no list of
 * file jobs, and a role may lack the permission. Then the job may run twice, which is better than never.
 */
export async function findJob(
  client: CiClient,
  bucket: BucketAddress,
  { tag }: JobRequest,
  key: string,
  since: Date,
  log: Log,
): Promise<string | undefined> {
  try {
    const window = { from: since, to: new Date(Date.now() + 60_000) };
    for await (const job of listJobs(client, bucket, tag, window)) {
      if (textOf(childOf(job, "Operation"), "UserData").endsWith(keyText(key))) return textOf(job, "JobId");
    }
    return undefined;
  } catch (error) {
    if (!isRefusal(error)) throw error;
    log.warn("earlier job not searched", { key, error });
    return undefined;
  }
}

const keyText = (key: string): string => `upload:${key}`;

const userDataOf = (text: string, key: string): string => (text === "" ? keyText(key) : `${text} ${keyText(key)}`);
