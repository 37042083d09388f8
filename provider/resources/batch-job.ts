/** `tencentci_batch_job`: a job or workflows on existing objects. It runs once. */
import { cancelBatchJob, createBatchJob, findBatchJob, listBatchJobs } from "../../api/batch-jobs";
import type { BatchJob, BatchRequest, BatchType } from "../../api/batch-jobs";
import type { BucketAddress } from "../../api/hosts";
import { isOutcomeUnknown } from "../../api/retry";
import type { XmlContent } from "../../api/xml";
import { addressOf, checkAddress, plannedRegion, REPLACED_BY_ADDRESS } from "../address";
import type { Addressed } from "../address";
import { explain, explained } from "../advice";
import type { Client } from "../client";
import { DiagnosticError, errorAt, warningAt } from "../plugin/diagnostics";
import type { Diagnostic } from "../plugin/diagnostics";
import type { Resource } from "../plugin/provider";
import { BATCH_JOB } from "../schema/batch-job";
import { TIME_LIMITS } from "../schema/common";
import { lookUp } from "./look-up";
import { settle } from "./settle";

interface BatchJobState extends Addressed {
  readonly name: string;
  readonly type: BatchType;
  readonly input: string;
  readonly operation: string;
  readonly job_id: string;
  readonly state: string;
  readonly create_time: string;
}

const NAME = /^[\p{L}\p{N}_-]{1,128}$/u;
const INPUTS = ["Prefix", "Manifest", "UrlFile", "Object"];
const DEFINITION = ["name", "type", "input", "operation"] as const;

/** Final states: nothing to cancel. */
const FINAL_STATES = ["Success", "Failed", "Cancel"];

/** Clocks of CI and of this machine that differ by more than this are broken: signatures would be refused. */
const MAX_SKEW_MS = 15 * 60_000;

export const batchJob: Resource<Client, BatchJobState> = {
  schema: BATCH_JOB,
  timeouts: TIME_LIMITS,
  replaceOnChange: [...REPLACED_BY_ADDRESS, ...DEFINITION.map((name) => [name])],

  validate(config) {
    const problems: Diagnostic[] = [...checkAddress(config)];
    const { name, type, input, operation } = config;
    if (typeof name === "string" && !NAME.test(name)) {
      const rule = `name must have 1 to 128 letters, digits, _ and - (got ${JSON.stringify(name)}).`;
      problems.push(errorAt(["name"], "Invalid name", rule));
    }
    if (typeof type === "string" && !["Job", "Workflow"].includes(type)) {
      problems.push(errorAt(["type"], "Invalid type", `type must be Job or Workflow (got ${JSON.stringify(type)}).`));
    }
    if (typeof input === "string") problems.push(...checkInput(input));
    if (typeof operation === "string" && !parseObject(operation)) {
      problems.push(
        errorAt(["operation"], "Invalid operation", "operation must be a JSON object (got something else)."),
      );
    }
    return problems;
  },

  plan: ({ prior, config, planned, client }) => ({
    planned: { ...planned, region: plannedRegion(config.region, client, prior) },
  }),

  async create({ client, wanted, planned, signal, log }) {
    const address = addressOf(wanted, client);
    const doing = `Starting batch job ${wanted.name} on ${wanted.bucket}`;
    const { job, others } = await start(client, address, requestOf(wanted), doing, signal);
    log.info("batch job started", { bucket: wanted.bucket, job: job.jobId });
    const id = `${address.region}/${address.bucket}/${job.jobId}`;
    return {
      state: settle(planned, { ...wanted, ...address, id, ...readFacts(job) }),
      diagnostics: others.length > 0 ? [alreadyRunning(wanted.name, others)] : [],
    };
  },

  /** CI forgets old jobs. A missing job has run: creating it again would process every object again. */
  async read({ client, state, signal, log }) {
    const doing = `Reading batch job ${state.job_id}`;
    const service = { bucket: state.bucket, region: state.region };
    const job = await lookUp(doing, client, service, signal, () =>
      findBatchJob(client.ci, state, state.job_id, signal),
    );
    if (!job) log.info("CI no longer knows the batch job", { job: state.job_id });
    return { state: job ? { ...state, ...readFacts(job) } : state };
  },

  update: ({ planned, prior }) => Promise.resolve({ state: settle(planned, prior) }),

  async delete({ client, prior, signal }) {
    const doing = `Cancelling batch job ${prior.job_id}`;
    const find = (): Promise<BatchJob | undefined> => findBatchJob(client.ci, prior, prior.job_id, signal);
    const job = await lookUp(doing, client, prior, signal, find);
    if (!job || FINAL_STATES.includes(job.state)) return;
    try {
      await cancelBatchJob(client.ci, prior, prior.job_id, signal);
    } catch (error) {
      const now = await find().catch(() => undefined);
      if (!now || FINAL_STATES.includes(now.state)) return; // it ended meanwhile
      throw explain(error, doing);
    }
  },
};

/** A new batch job. */
interface Started {
  readonly job: BatchJob;
  /** Ids of unfinished batch jobs of the same name: a killed run may have started them. */
  readonly others: readonly string[];
}

/** Starts a job once: after a lost answer, looks for the job by its name first. */
async function start(
  client: Client,
  address: BucketAddress,
  request: BatchRequest,
  doing: string,
  signal: AbortSignal,
): Promise<Started> {
  const since = new Date(Date.now() - MAX_SKEW_MS);
  const list = async (): Promise<BatchJob[]> => {
    const found: BatchJob[] = [];
    const window = { from: since, to: new Date(Date.now() + MAX_SKEW_MS) };
    for await (const job of listBatchJobs(client.ci, address, request.name, window)) found.push(job);
    return found;
  };
  return explained(doing, async () => {
    const before = await list();
    const known = new Set(before.map(({ jobId }) => jobId));
    let job: BatchJob | undefined;
    try {
      job = await createBatchJob(client.ci, address, request, signal);
    } catch (error) {
      if (!isOutcomeUnknown(error)) throw error;
      job = (await list()).find(({ jobId }) => !known.has(jobId));
      if (!job) throw error;
    }
    const others = before.filter(({ state }) => !FINAL_STATES.includes(state)).map(({ jobId }) => jobId);
    if (job?.jobId) return { job, others };
    throw new DiagnosticError({
      severity: "error",
      summary: "The batch job has no id",
      detail:
        "CI accepted the batch job and answered without a JobId. Look for it in the console before running again.",
    });
  });
}

function alreadyRunning(name: string, jobIds: readonly string[]): Diagnostic {
  return warningAt(
    ["name"],
    "A batch job of this name is running already",
    `${name} (${jobIds.join(", ")}) has not ended, and another batch job of that name was started. A killed run ` +
      "leaves a job that Terraform does not know. If both process the same objects, cancel the earlier one in the console.",
  );
}

function readFacts({ jobId, state, createTime }: BatchJob): Pick<BatchJobState, "job_id" | "state" | "create_time"> {
  return { job_id: jobId, state, create_time: createTime };
}

function requestOf({ name, type, input, operation }: BatchJobState): BatchRequest {
  return { name, type, input: parseObject(input)!, operation: parseObject(operation)! };
}

function checkInput(text: string): readonly Diagnostic[] {
  const inputs = Object.keys(parseObject(text) ?? {}).filter((name) => INPUTS.includes(name));
  if (inputs.length === 1) return [];
  const rule = `input must be JSON with one of ${INPUTS.join(", ")} (got ${inputs.join(" and ") || "none"}).`;
  return [errorAt(["input"], "Invalid input", rule)];
}

/** A JSON object; undefined for anything else. */
function parseObject(text: string): Readonly<Record<string, XmlContent>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    return isObject ? (value as Readonly<Record<string, XmlContent>>) : undefined;
  } catch {
    return undefined;
  }
}
