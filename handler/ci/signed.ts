import { CiClient } from "../../api/client";
import { CiApiError } from "../../api/errors";
import type { BucketAddress } from "../../api/hosts";
import { ciHost } from "../../api/hosts";
import { isId, pathOf } from "../../api/ids";
import { jobKindOf } from "../../api/job-types";
import { readByPaths } from "../../api/jobs";
import { getObject, putObject } from "../../api/objects";
import { buildXml } from "../../api/xml";
import type { XmlContent } from "../../api/xml";
import { body as shape } from "../callback/body";
import type { Job, WorkflowExecution } from "../callback/events";
import { toJobs } from "../callback/jobs";
import { fieldsOf, listOf, optional } from "../callback/read";
import type { KnownTag } from "../callback/tags";
import type { Fields } from "../callback/value";
import { toExecution } from "../callback/workflow";
import { parseXml } from "../callback/xml";
import { credentialsOf } from "./credentials";
import type { JobRequest } from "./types";

const TIMEOUT_MS = 5_000;
const ATTEMPTS = 3;

/** Signed calls. Answers are read by the same mapping as callbacks, so a job has the same form from both. */
export class SignedCi {
  readonly #client: CiClient;

  /** @param env has the temporary key of the function's role, which the platform renews */
  constructor(env: NodeJS.ProcessEnv) {
    this.#client = new CiClient({
      credentials: () => credentialsOf(env),
      endpoint: env.TENCENTCI_ENDPOINT || undefined,
      timeoutMs: TIMEOUT_MS,
      retry: { attempts: ATTEMPTS },
    });
  }

  async submitJob<Tag extends KnownTag>(request: JobRequest<Tag>, bucket: BucketAddress): Promise<Job> {
    const { tag, input, operation, queueId, callBack, callBackFormat } = request;
    const content: XmlContent = {
      Tag: tag,
      Input: input && ("object" in input ? { Object: input.object } : { Url: input.url }),
      Operation: operation as XmlContent,
      QueueId: queueId,
      CallBack: callBack,
      CallBackFormat: callBackFormat,
    };
    const answer = await this.#call("POST", jobKindOf(tag).path, bucket, buildXml("Request", content));
    return toJobs(answer)[0]!;
  }

  getJob(jobId: string, bucket: BucketAddress, tag?: string): Promise<Job | undefined> {
    return readByPaths(jobId, tag, async (path) => {
      const answer = await this.#call("GET", path, bucket);
      // CI answers unknown ids in NonExistJobIds, without details.
      if (listOf(answer, "JobsDetail").length === 0) return undefined;
      return toJobs(answer).find((job) => job.jobId === jobId);
    });
  }

  async getExecution(runId: string, bucket: BucketAddress): Promise<WorkflowExecution | undefined> {
    const found = await this.readExecution(runId, bucket);
    return found && toExecution(found);
  }

  /** Like `getExecution`, with the vendor's field names. */
  async readExecution(runId: string, bucket: BucketAddress): Promise<Fields | undefined> {
    if (!isId(runId)) return undefined;
    try {
      const found = fieldsOf(await this.#call("GET", pathOf("/workflowexecution", runId), bucket), "WorkflowExecution");
      return found && optional(found, "RunId")?.trim() === runId ? found : undefined;
    } catch (error) {
      // The answer for an unknown run is not documented. This code exists in CI's list of errors.
      if (error instanceof CiApiError && error.code === "ResourceNotFound") return undefined;
      throw error;
    }
  }

  getObject(key: string, bucket: BucketAddress): Promise<Uint8Array | undefined> {
    return getObject(this.#client, bucket, key);
  }

  async putObject(
    key: string,
    content: string | Uint8Array,
    contentType: string | undefined,
    bucket: BucketAddress,
  ): Promise<void> {
    await putObject(this.#client, bucket, key, content, { contentType });
  }

  async #call(method: "GET" | "POST", path: string, bucket: BucketAddress, xml?: string): Promise<Fields> {
    const headers = { "content-type": "application/xml" };
    const call = { method, host: ciHost(bucket), path };
    const answer = await this.#client.request(xml === undefined ? call : { ...call, headers, body: xml });
    return parseXml(answer.body.toString("utf8"), shape);
  }
}
