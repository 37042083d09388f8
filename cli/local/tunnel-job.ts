import { CiClient } from "../../api/client";
import type { BucketAddress } from "../../api/hosts";
import { jobKindOf } from "../../api/job-types";
import { createJob } from "../../api/jobs";
import { textOf } from "../../api/xml";
import type { XmlContent } from "../../api/xml";
import { callerOf } from "../account";
import { UsageError } from "../errors";

/** Types of jobs that need only an input object, with the operation of each. */
const OPERATIONS: Readonly<Record<string, Readonly<Record<string, XmlContent>>>> = {
  MediaInfo: {},
  SplitVideoParts: { SplitVideoParts: { Mode: "SHOTDETECT" } },
};

/** A job that the user enters as a line `job <tag> <object> [operation]`. */
export interface TunnelJob {
  readonly tag: string;
  readonly object: string;
  /** CI's `Operation`. */
  readonly operation: Readonly<Record<string, XmlContent>>;
}

/** @throws UsageError */
export function readTunnelJob(line: string): TunnelJob {
  const [, tag, object, json] = /^job\s+(\S+)\s+(\S+)(?:\s+(\{.*\}))?$/.exec(line) ?? [];
  if (tag === undefined || object === undefined) {
    throw new UsageError("A job must be: job <tag> <object> [operation as JSON] (got another line)");
  }
  const operation = json === undefined ? OPERATIONS[tag] : parse(json);
  if (operation === undefined) {
    const known = Object.keys(OPERATIONS).join(", ");
    throw new UsageError(
      `A job must have an Operation as JSON unless its type is one of ${known} (got ${tag} without one)`,
    );
  }
  return { tag, object, operation };
}

function parse(json: string): TunnelJob["operation"] {
  try {
    return JSON.parse(json) as TunnelJob["operation"];
  } catch (cause) {
    throw new UsageError("The operation of a job must be JSON (got something else)", { cause });
  }
}

/**
 * Submits a job to CI in the user's account. Its callback URL is set on the job; queues and workflows are not changed.
 * Returns the job's id.
 *
 * @throws UsageError without keys; the error of CI if it refuses the job
 */
export async function submitTunnelJob(
  { tag, object, operation }: TunnelJob,
  bucket: BucketAddress,
  callbackUrl: string,
  env: NodeJS.ProcessEnv,
): Promise<string> {
  const { credentials, endpoint, agent } = callerOf(env);
  const client = new CiClient({ credentials, endpoint, agent });
  const request = {
    Tag: tag,
    Input: { Object: object },
    Operation: operation,
    CallBack: callbackUrl,
    CallBackFormat: "JSON",
  };
  const job = await createJob(client, bucket, request, { path: jobKindOf(tag).path });
  return textOf(job ?? {}, "JobId");
}
