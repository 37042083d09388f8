import { Annotations } from "cdktf";
import { Construct } from "constructs";
import { BatchJob as BatchJobResource } from "#tencentci/batch-job";
import { prepareBucket } from "../media/bucket";
import type { MediaBucketProps } from "../media/bucket";
import type { NotificationProps, ResultFormat } from "../media/notification";
import { nameFromPath } from "../terraform/names";
import { jsonTemplate } from "../terraform/json-template";
import { checkOneOf, checkText } from "../validation/check";
import { ValidationError } from "../validation/errors";
import type { UploadJob } from "./job-type";
import { claimOutputs, withOutputBucket } from "./outputs";
import { jobReceiver } from "./receiver";

const NAME_LENGTH = 128;
const NAME = /^[\p{L}\p{N}_-]{1,128}$/u;

/** Members of an operation that a batch has outside CI's `JobParam`. */
const OUTSIDE_JOB_PARAM = ["Output", "UserData", "JobLevel", "FreeTranscode"];

/** Types of jobs that no page and no SDK documents for batches. */
const NOT_IN_BATCHES: readonly string[] = [
  "SplitVideoParts",
  "MediaInfo",
  "SoundHound",
  "VideoTargetRec",
  "FillConcat",
];

/** Objects of a batch: one of `prefix`, `object`, `manifest` and `urlFile`. */
export interface BatchSelection {
  /** Prefix of the objects' names, such as `videos/`; `""` is the whole bucket. */
  readonly prefix?: string;
  /** A single object. */
  readonly object?: string;
  /** A COS inventory: the name of its `manifest.json` in the bucket. */
  readonly manifest?: string;
  /** An object with one address in each line. */
  readonly urlFile?: string;
  /**
   * Only objects that were uploaded at or after this time.
   *
   * @default - all
   */
  readonly uploadedSince?: Date;
  /**
   * Only objects that were uploaded at or before this time.
   *
   * @default - all
   */
  readonly uploadedUntil?: Date;
}

/** Properties of `BatchJob`. */
export interface BatchJobProps
  extends BatchSelection, MediaBucketProps, Pick<NotificationProps, "callbackUrl" | "messageQueue" | "kafka"> {
  /**
   * The job that CI runs on each object. Excludes `workflowIds`.
   *
   * @default - none
   */
  readonly job?: UploadJob;

  /**
   * Ids of the workflows that run on each object, such as `pipeline.workflow!.workflowId`. Excludes `job`. They report
   * like runs that an upload started.
   *
   * @default - none
   */
  readonly workflowIds?: readonly string[];

  /**
   * Name of the batch job. Another name processes every object again.
   *
   * @default - derived from the construct's path
   */
  readonly name?: string;

  /**
   * Format of the callbacks of a `job`.
   *
   * @default "JSON"
   */
  readonly resultFormat?: ResultFormat;
}

/**
 * Jobs on existing objects, which cause no upload event. The batch runs once, at apply. Any change starts another
 * batch; destroy cancels a running batch. CI replaces wildcards in names, such as `${InputName}`;
 * `${InventoryTriggerJobId}` is the id of the batch.
 *
 * @example
 * new BatchJob(stack, "Backlog", {
 *   bucket: "media-1250000000",
 *   region: "ap-guangzhou",
 *   prefix: "videos/",
 *   job: Job.transcode({ template: "t…", output: { object: "hd/${InputName}.${Ext}" } }),
 *   callbackUrl: pipeline.callbackUrl,
 * });
 *
 * @see https://www.tencentcloud.com/document/api/1045/50369
 */
export class BatchJob extends Construct {
  public readonly resource: BatchJobResource;

  constructor(scope: Construct, id: string, props: BatchJobProps) {
    super(scope, id);
    prepareBucket(this, props);
    const { bucket, region, job, workflowIds, provider, dependsOn, name = nameFromPath(this, NAME_LENGTH) } = props;
    checkText(this, "Name of the batch", name, NAME, "have 1 to 128 letters, digits, _ and -");
    checkOneOf(this, "Result format", props.resultFormat, ["JSON", "XML"]);
    if (!job === !workflowIds) {
      const got = job ? "both" : "neither";
      throw new ValidationError(`Batch must have a job or workflowIds (got ${got})`, this);
    }
    this.resource = new BatchJobResource(this, "Resource", {
      ...{ bucket, region, name, provider, dependsOn },
      type: job ? "Job" : "Workflow",
      input: jsonTemplate(this.input(props)),
      operation: job ? this.jobOperation(job, props) : this.workflowOperation(workflowIds!, props),
    });
  }

  /** Id of the batch job. Known after apply. */
  public get jobId(): string {
    return this.resource.jobId;
  }

  private input({ prefix, object, manifest, urlFile }: BatchSelection): Readonly<Record<string, string>> {
    const inputs = Object.entries({ Prefix: prefix, Object: object, Manifest: manifest, UrlFile: urlFile }).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    );
    if (inputs.length !== 1) {
      const got = inputs.map(([name]) => name).join(" and ") || "none";
      throw new ValidationError(`Batch must have one of prefix, object, manifest and urlFile (got ${got})`, this);
    }
    checkText(
      this,
      "Objects of the batch",
      inputs[0]![1],
      /^(?!\/)[^\\]{0,850}$/s,
      'not start with "/" and contain no \\',
    );
    return Object.fromEntries(inputs);
  }

  private jobOperation(job: UploadJob, props: BatchJobProps): string {
    const { bucket, region = "", prefix = "", callbackUrl, resultFormat = "JSON" } = props;
    const { service } = job;
    if (service === "file" || job.kind.path === "/pic_jobs") {
      throw new ValidationError(`Batch must have a job that CI allows in batches (got ${job.tag})`, this);
    }
    if (NOT_IN_BATCHES.includes(job.tag)) {
      Annotations.of(this).addWarning(`No page or SDK lists ${job.tag} for batches: CI may refuse it.`);
    }
    const { operation, queueId, queueType, input } = job.render(this);
    if (input === undefined) {
      throw new ValidationError(`Batch must have a job that reads the object (got ${job.tag}, which does not)`, this);
    }
    const completeOperation = region === "" ? operation : withOutputBucket(operation, { bucket, region, prefix });
    if (completeOperation["Output"] !== undefined && region === "") {
      throw new ValidationError("Batch must have a region for its output (got none): give region", this);
    }
    claimOutputs(this, job.tag, completeOperation, { bucket, region, prefix });
    const entries = Object.entries(completeOperation);
    const receiver = jobReceiver(this, props);
    const batchOperation = {
      ...{ Tag: job.tag, QueueId: queueId, QueueType: queueType, TimeInterval: interval(props) },
      ...Object.fromEntries(entries.filter(([member]) => OUTSIDE_JOB_PARAM.includes(member))),
      JobParam: Object.fromEntries(entries.filter(([member]) => !OUTSIDE_JOB_PARAM.includes(member))),
      ...(callbackUrl !== undefined && { CallBack: callbackUrl, CallBackType: "Url", CallBackFormat: resultFormat }),
      ...(receiver && { ...receiver, CallBackFormat: resultFormat }),
    };
    return jsonTemplate(batchOperation);
  }

  private workflowOperation(
    ids: readonly string[],
    { callbackUrl, messageQueue, kafka, ...props }: BatchJobProps,
  ): string {
    if (ids.length === 0) throw new ValidationError("Batch must have at least one workflow (got none)", this);
    if (callbackUrl !== undefined || messageQueue || kafka) {
      throw new ValidationError("Batch of workflows must have no receiver (got one): each workflow has its own", this);
    }
    return jsonTemplate({ WorkflowIds: ids.join(","), TimeInterval: interval(props) });
  }
}

/** Upload times in CI's format. */
function interval({ uploadedSince, uploadedUntil }: BatchSelection): Readonly<Record<string, string>> | undefined {
  if (!uploadedSince && !uploadedUntil) return undefined;
  const text = (date: Date): string => date.toISOString().replace(/\.\d+Z$/, "+0000");
  return {
    ...(uploadedSince && { Start: text(uploadedSince) }),
    ...(uploadedUntil && { End: text(uploadedUntil) }),
  };
}
