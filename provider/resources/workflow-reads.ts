/** Shares reads of a plan: Terraform reads workflows one by one, CI lists a hundred per call. */
import type { BucketAddress } from "../../api/hosts";
import { getWorkflow, pageOfWorkflows } from "../../api/workflows";
import type { Workflow } from "../../api/workflows";
import { idOf } from "../address";
import type { Client } from "../client";

/** Older answers are not shared: the reads of one plan come within this time. */
const MAX_AGE_MS = 2_000;
/** Workflows that a page lacks are read one by one, until the next page is likely to be worth its call. */
const MISSES_BEFORE_NEXT_PAGE = 10;

type Answer = Awaited<ReturnType<typeof pageOfWorkflows>>;

interface Page {
  at: number;
  answer?: Promise<Answer>;
  /** Reads that did not find their workflow on it. */
  misses: number;
}

/** Pages of each bucket. */
const pages = new WeakMap<Client, Map<string, Page[]>>();

/** A workflow as of at most two seconds ago; undefined when there is none. Do not use before a change. */
export async function readRecent(
  client: Client,
  address: BucketAddress,
  workflowId: string,
  signal: AbortSignal,
): Promise<Workflow | undefined> {
  const known = pages.get(client) ?? new Map<string, Page[]>();
  pages.set(client, known);
  const bucket = known.get(idOf(address)) ?? [];
  known.set(idOf(address), bucket);
  for (let index = 0; ; index++) {
    const page = (bucket[index] ??= { at: 0, misses: 0 });
    const { workflows, isLast } = await untilAborted(answerOf(page, client, address, index + 1, signal), signal);
    const workflow = workflows.find((candidate) => candidate.workflowId === workflowId);
    if (workflow) return workflow;
    if (isLast || ++page.misses <= MISSES_BEFORE_NEXT_PAGE) break;
  }
  // On a later page, just created, or another read's deadline stopped the shared call.
  return getWorkflow(client.ci, address, workflowId, signal);
}

function answerOf(
  page: Page,
  client: Client,
  address: BucketAddress,
  number: number,
  signal: AbortSignal,
): Promise<Answer> {
  if (page.answer && Date.now() - page.at < MAX_AGE_MS) return page.answer;
  page.at = Date.now();
  const answer = pageOfWorkflows(client.ci, address, number, signal).catch((error: unknown): Answer => {
    if (page.answer === answer) page.answer = undefined; // the next read repeats the call
    if (signal.aborted) return { workflows: [], isLast: true };
    throw error;
  });
  return (page.answer = answer);
}

/** Rejects when `signal` aborts, even while other calls wait for the same result. */
function untilAborted<T>(result: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(signal.reason as Error);
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop, { once: true });
    result.then(resolve, reject).finally(() => signal.removeEventListener("abort", stop));
  });
}
