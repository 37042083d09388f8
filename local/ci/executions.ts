import type { Clock } from "../clock";
import type { Bucket } from "../cos/bucket";
import { childOf, textOf } from "../http/xml";
import { ciId } from "../ids";
import type { Deliveries } from "./delivery";
import { findQueue, requireQueue } from "./jobs";
import type { Jobs } from "./jobs";
import type { CosHeader, Execution, Job, NotifyConfig, Task, Workflow } from "./model";
import { executionBody, headersOf, notifyTarget } from "./notify";
import { resultInfo } from "./result-info";
import { matchesInput, nextNodes, startInput, startNotify } from "./topology";

/**
 * Runs workflows: every node becomes a job. A node starts when all its predecessors have succeeded; one failure fails
 * the run.
 */
export class Executions {
  constructor(
    private readonly clock: Clock,
    private readonly jobs: Jobs,
    private readonly deliveries: Deliveries,
  ) {}

  /** Starts the bucket's active workflows whose prefix and extension filter match the uploaded object. */
  onUpload(bucket: Bucket, key: string, headers: readonly CosHeader[]): void {
    if (bucket.ciStatus !== "on" || bucket.mediaEnabledAt === undefined) return;
    for (const workflow of bucket.workflows.values()) {
      const queue = findQueue(bucket, textOf(startInput(workflow.Topology), "QueueId"));
      if (workflow.State === "Active" && queue && matchesInput(workflow.Topology, key)) {
        this.start(bucket, workflow, key, headers);
      }
    }
  }

  start(bucket: Bucket, workflow: Workflow, key: string, headers: readonly CosHeader[] = []): Execution {
    requireQueue(bucket, textOf(startInput(workflow.Topology), "QueueId"));
    const execution: Execution = {
      RunId: ciId("i"),
      WorkflowId: workflow.WorkflowId,
      WorkflowName: workflow.Name,
      State: "Running",
      BucketId: bucket.name,
      Object: key,
      CosHeaders: headers,
      CreateTime: this.clock.timestamp(),
      Topology: workflow.Topology,
      Tasks: [],
    };
    bucket.executions.set(execution.RunId, execution);
    new Run(bucket, execution, this.jobs, (notify) => this.#report(bucket, execution, notify)).begin();
    return execution;
  }

  /** Ends the runs of a bucket without a callback, and cancels their jobs. */
  cancelAll(bucket: Bucket): void {
    this.jobs.cancelAll(bucket);
    for (const execution of bucket.executions.values()) {
      if (execution.State === "Running") execution.State = "Cancel";
    }
  }

  #report(bucket: Bucket, execution: Execution, notify: NotifyConfig | undefined): void {
    const inherited = notify ?? [...bucket.queues.values()][0]?.NotifyConfig;
    const target = notifyTarget(inherited, "WorkflowFinish");
    if (!target) return;
    const callback = { event: "WorkflowFinish", subject: execution.RunId };
    void this.deliveries.deliver(target.url, executionBody(execution, target.format), target.format, callback);
  }
}

/** One run of a workflow. */
class Run {
  readonly #notify: NotifyConfig | undefined;
  readonly #next: ReadonlyMap<string, readonly string[]>;
  /** Node → number of predecessors that have not succeeded yet. */
  readonly #pendingPredecessors = new Map<string, number>();
  #running = 0;

  constructor(
    private readonly bucket: Bucket,
    private readonly execution: Execution,
    private readonly jobs: Jobs,
    private readonly report: (notify: NotifyConfig | undefined) => void,
  ) {
    const { Dependencies } = execution.Topology;
    this.#notify = startNotify(execution.Topology);
    this.#next = new Map(Object.entries(Dependencies).map(([name, next]) => [name, nextNodes(next)]));
    for (const next of this.#next.values()) {
      for (const name of next) this.#pendingPredecessors.set(name, (this.#pendingPredecessors.get(name) ?? 0) + 1);
    }
  }

  begin(): void {
    this.#startSuccessors("Start", this.execution.Object);
    this.#endIfDone();
  }

  /** Starts the successors of `name` whose other predecessors have all succeeded. */
  #startSuccessors(name: string, input: string): void {
    for (const next of this.#next.get(name) ?? []) {
      const pending = this.#pendingPredecessors.get(next)! - 1;
      this.#pendingPredecessors.set(next, pending);
      if (pending === 0) this.#start(next, input);
    }
  }

  #start(name: string, input: string): void {
    const { RunId, WorkflowId, WorkflowName, CosHeaders, Topology, Tasks } = this.execution;
    const node = Topology.Nodes[name]!;
    this.#running++;
    const job = this.jobs.submit(
      this.bucket,
      {
        tag: textOf(node, "Type")!,
        input: { Object: input, CosHeaders: headersOf(CosHeaders) },
        operation: childOf(node, "Operation"),
        queueId: textOf(startInput(Topology), "QueueId"),
        callback: {},
        workflow: { RunId, WorkflowId, WorkflowName, Name: name },
        notify: this.#notify,
      },
      (ended, outputs) => this.#end(task, ended, outputs, input),
    );
    const task: Task = {
      Type: job.Tag,
      Name: name,
      JobId: job.JobId,
      State: job.State,
      CreateTime: job.CreationTime,
      StartTime: job.StartTime,
      EndTime: job.EndTime,
    };
    Tasks.push(task);
  }

  #end(task: Task, job: Job, outputs: readonly string[], input: string): void {
    this.#running--;
    task.State = job.State;
    task.StartTime = job.StartTime;
    task.EndTime = job.EndTime;
    task.ResultInfo = resultInfo(this.bucket, outputs, input);
    if (job.State === "Success") this.#startSuccessors(task.Name, outputs[0] ?? input);
    this.#endIfDone();
  }

  #endIfDone(): void {
    if (this.#running > 0) return;
    this.execution.State = this.execution.Tasks.every(({ State }) => State === "Success") ? "Success" : "Failed";
    this.report(this.#notify);
  }
}
