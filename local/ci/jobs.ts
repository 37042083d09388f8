import type { QueueFamily } from "../../api/queue-families";
import type { Clock } from "../clock";
import type { Bucket } from "../cos/bucket";
import { invalidArgument } from "../http/errors";
import { textOf } from "../http/xml";
import type { XmlElement } from "../http/xml";
import { ciId } from "../ids";
import type { Deliveries } from "./delivery";
import type { Ffmpeg } from "./ffmpeg";
import { jobFamily, jobLetter } from "./job-kinds";
import type { Job, JobCallback, JobWorkflow, NotifyConfig, Queue } from "./model";
import { jobBody, jobTarget } from "./notify";
import { NOT_SIMULATED, simulateResult } from "./results";

export interface JobRequest {
  readonly tag: string;
  readonly input: XmlElement;
  readonly operation: XmlElement;
  /** @default - the first queue of the bucket */
  readonly queueId?: string;
  readonly callback: JobCallback;
  /** The workflow run that the job belongs to. @default - none */
  readonly workflow?: JobWorkflow;
  /** Callback settings of that workflow. @default - those of the queue */
  readonly notify?: NotifyConfig;
}

/** Called when a job has ended, with the keys of the objects that it produced. */
export type JobEnd = (job: Job, outputs: readonly string[]) => void;

const NO_INPUT = { body: Buffer.alloc(0), etag: "" };

/**
 * Runs jobs on timers: Submitted, then Running, then Success or Failed, then the callback. A job that ffmpeg runs takes
 * as long as ffmpeg.
 */
export class Jobs {
  /** Jobs that wait because their queue is paused. */
  #paused: { bucket: Bucket; job: Job; resume: () => void }[] = [];
  readonly #onEnd = new WeakMap<Job, JobEnd>();

  constructor(
    private readonly clock: Clock,
    private readonly deliveries: Deliveries,
    private readonly jobMs: number,
    private readonly ffmpeg?: Ffmpeg,
  ) {}

  submit(bucket: Bucket, request: JobRequest, onEnd: JobEnd = () => {}): Job {
    const family = jobFamily(request.tag);
    // If the service is disabled, the job of a workflow node fails later; any other job is refused.
    const needsQueue = request.workflow === undefined || bucket.services.has(family);
    if (needsQueue) bucket.requireService(family);
    const queue = needsQueue ? requireQueue(bucket, request.queueId, family) : undefined;
    const job: Job = {
      JobId: ciId(jobLetter(request.tag)),
      Tag: request.tag,
      State: "Submitted",
      Code: "Success",
      Message: "",
      Progress: "0",
      CreationTime: this.clock.timestamp(),
      StartTime: "-",
      EndTime: "-",
      QueueId: queue?.QueueId ?? "",
      Input: { BucketId: bucket.name, ...request.input, Region: bucket.region },
      Operation: { JobLevel: "0", ...request.operation },
      Workflow: request.workflow,
      callback: request.callback,
    };
    bucket.jobs.set(job.JobId, job);
    this.#onEnd.set(job, onEnd);
    const finish = (): Promise<void> => this.#finish(bucket, job, request.notify);
    this.clock.after(this.jobMs / 2, () => this.#start(bucket, job, finish));
    return job;
  }

  /** Cancels a job that has not started. There is no callback: CI only reports success and failure. */
  cancel(job: Job): void {
    job.State = "Cancel";
    job.EndTime = this.clock.timestamp();
    this.#onEnd.get(job)?.(job, []);
  }

  /** Ends unfinished jobs without a callback, because their queue was removed. */
  cancelAll(bucket: Bucket): void {
    this.#paused = this.#paused.filter((entry) => entry.bucket !== bucket);
    for (const job of bucket.jobs.values()) {
      if (job.EndTime === "-") job.State = "Cancel";
    }
  }

  /** Continues jobs that waited for a queue of the bucket to become active. */
  resume(bucket: Bucket): void {
    const waiting = this.#paused.filter((entry) => entry.bucket === bucket);
    this.#paused = this.#paused.filter((entry) => entry.bucket !== bucket);
    for (const { resume } of waiting) resume();
  }

  #start(bucket: Bucket, job: Job, finish: () => Promise<void>): void {
    if (job.State === "Cancel") return;
    if (bucket.queueOf(job.QueueId)?.State === "Paused") {
      job.State = "Pause";
      this.#paused.push({ bucket, job, resume: () => this.#start(bucket, job, finish) });
      return;
    }
    job.State = "Running";
    job.StartTime = this.clock.timestamp();
    this.clock.after(this.jobMs / 2, () => this.clock.track(finish()));
  }

  async #finish(bucket: Bucket, job: Job, notify: NotifyConfig | undefined): Promise<void> {
    if (job.State === "Cancel") return;
    const outputs = await this.#execute(bucket, job);
    if (isCancelled(job)) return; // while the job ran
    job.EndTime = this.clock.timestamp();
    job.Progress = "100";
    const target = jobTarget(job.callback, notify ?? bucket.queueOf(job.QueueId)?.NotifyConfig);
    if (target) {
      const callback = { event: "TaskFinish", subject: job.JobId };
      void this.deliveries.deliver(target.url, jobBody(job, target.format), target.format, callback);
    }
    this.#onEnd.get(job)?.(job, outputs);
  }

  async #execute(bucket: Bucket, job: Job): Promise<readonly string[]> {
    const key = textOf(job.Input, "Object")?.replace(/^\//, "");
    const family = jobFamily(job.Tag);
    if (!bucket.services.has(family)) {
      const { code, message } = bucket.serviceDisabledError(family);
      return fail(job, code, message);
    }
    // Some types of jobs read the objects that their operation names; this simulation does not check that these exist.
    const input = key === undefined ? NO_INPUT : bucket.objects.get(key);
    // No page shows the callback of a failed job; these codes are in the table of common errors.
    if (!input) return fail(job, "ResourceNotFound", `object ${key} does not exist in bucket ${bucket.name}`);
    const reason = NOT_SIMULATED[job.Tag];
    if (reason !== undefined) return fail(job, "NotImplemented", reason);
    const { operation, outputs } = simulateResult(job, bucket, input);
    let ffmpegResult: XmlElement = {};
    try {
      if (this.ffmpeg?.canRun(job.Tag, input.body) === true)
        ffmpegResult = await this.ffmpeg.analyse(job.Tag, input.body);
    } catch (error) {
      if (isCancelled(job)) return [];
      return fail(job, "InvalidArgument", `the input file cannot be decoded: ${(error as Error).message}`);
    }
    if (isCancelled(job)) return [];
    job.State = "Success";
    job.Operation = { ...job.Operation, ...operation, ...ffmpegResult };
    // Placeholders do not count as uploads: under the prefix of their own workflow they would start it again,
    // endlessly.
    for (const output of outputs) {
      bucket.put(output, { body: Buffer.from(`simulated output of ${job.Tag}\n`), now: this.clock.now() });
    }
    return outputs;
  }
}

/** A function, since TypeScript does not expect the state to change during an `await`. */
function isCancelled({ State }: Job): boolean {
  return State === "Cancel";
}

function fail(job: Job, code: string, message: string): readonly string[] {
  Object.assign(job, { State: "Failed", Code: code, Message: message } satisfies Partial<Job>);
  return [];
}

/** The queue with this id; without an id, the queue of the service. */
export function findQueue(
  bucket: Bucket,
  queueId: string | undefined,
  family: QueueFamily = "media",
): Queue | undefined {
  if (queueId !== undefined) return bucket.queueOf(queueId);
  return [...bucket.queuesOf(family).values()][0];
}

export function requireQueue(bucket: Bucket, queueId: string | undefined, family?: QueueFamily): Queue {
  const queue = findQueue(bucket, queueId, family);
  if (!queue) throw invalidArgument(`QueueId must be a queue of bucket ${bucket.name} (got ${queueId ?? "none"})`);
  return queue;
}
