/** Posts the cases of the matrix to a pipeline of a local cloud, and determines their outcomes. */
import type { Delivery } from "../../ci/delivery";
import type { LocalCloud } from "../../cloud";
import { detailOf } from "../detail";
import { Inboxes } from "../inboxes";
import type { Outcome } from "../protocol";
import { summarize } from "../row";
import { errorTextOf } from "../user-error";
import { bodyOf, NEWER_TAG, routeOf } from "./cases";
import type { MatrixCase } from "./cases";

/** Callbacks that are posted at the same time. */
const CONCURRENCY = 8;

/** Outcome of a case. */
export interface MatrixResult extends MatrixCase {
  /** The answers, one for each time that the callback arrived. */
  readonly answers: readonly {
    /** Id of the callback in the local cloud. */
    readonly id: string;
    readonly status?: number;
    readonly answer: string;
    readonly ms: number;
  }[];
  /**
   * - `done`: answered with 2xx and processed
   * - `unrouted`: answered with 2xx, but no route of the handler accepts it
   * - `failed`: refused, not answered, or not processed
   */
  readonly outcome: "done" | "unrouted" | "failed";
  /** The route that accepted it, such as `onFailedJob`. */
  readonly route?: string;
  /** Why it failed. */
  readonly error?: string;
}

export interface MatrixOptions {
  /** The callback URL, secret included. */
  readonly url: string;
  /** Bucket and region in the bodies. @default - those of the samples */
  readonly bucket?: { readonly bucket?: string; readonly region?: string };
  /** Called with the number of finished cases. */
  readonly onProgress?: (finished: number) => void;
  readonly signal?: AbortSignal;
}

/** A case and its deliveries, in order of arrival. */
interface Posted {
  readonly matrixCase: MatrixCase;
  readonly deliveries: readonly Delivery[];
}

/**
 * Runs the cases. The cloud should have no other traffic: killed processes would affect it.
 *
 * @throws the reason of the signal
 */
export async function runCases(
  cloud: LocalCloud,
  cases: readonly MatrixCase[],
  options: MatrixOptions,
): Promise<MatrixResult[]> {
  const { onProgress = () => {}, signal } = options;
  const inboxes = new Inboxes(cloud);
  const newerTagCase = { callback: NEWER_TAG, format: "json", state: "ok", arrival: "once" } as const;
  const posted: Posted[] = [await post(cloud, newerTagCase, options)];
  const [killed, others] = [true, false].map((isKilled) =>
    cases.filter(({ arrival }) => (arrival === "killed") === isKilled),
  ) as [MatrixCase[], MatrixCase[]];
  for (let start = 0; start < others.length; start += CONCURRENCY) {
    signal?.throwIfAborted();
    const batch = others.slice(start, start + CONCURRENCY);
    posted.push(...(await Promise.all(batch.map((matrixCase) => post(cloud, matrixCase, options)))));
    onProgress(posted.length - 1);
  }
  await cloud.idle();
  for (const matrixCase of killed) {
    signal?.throwIfAborted();
    posted.push(await postWithKills(cloud, matrixCase, options));
    onProgress(posted.length - 1);
  }
  const [newerTagResult, ...rest] = await Promise.all(posted.map((postedCase) => resultOf(postedCase, cloud, inboxes)));
  const hasOtherRoute = newerTagResult!.outcome !== "unrouted";
  const byCase = new Map(rest.map((result, index) => [posted[index + 1]!.matrixCase, result]));
  return cases.map((matrixCase) => {
    const result = byCase.get(matrixCase)!;
    const route = result.outcome === "unrouted" ? undefined : routeOf(matrixCase, hasOtherRoute);
    return { ...matrixCase, ...(route !== undefined && { route }), ...result };
  });
}

async function post(cloud: LocalCloud, matrixCase: MatrixCase, { url, bucket = {} }: MatrixOptions): Promise<Posted> {
  const body = bodyOf(matrixCase, bucket);
  const deliver = (): Promise<Delivery> => {
    return cloud.deliver(url, body, matrixCase.format === "json" ? "JSON" : "XML", { event: "TaskFinish" });
  };
  const first = await deliver();
  const isRepeated = matrixCase.arrival === "twice" || matrixCase.arrival === "killed";
  return { matrixCase, deliveries: isRepeated ? [first, await deliver()] : [first] };
}

/** Kills one process of each function while a case is processed. */
async function postWithKills(cloud: LocalCloud, matrixCase: MatrixCase, options: MatrixOptions): Promise<Posted> {
  const ids = cloud.functions.map(({ name }) => {
    cloud.faults.add({ match: `INVOKE ${name}`, effect: { type: "kill", when: "after" } });
    return cloud.faults.all.at(-1)!.id;
  });
  try {
    const posted = await post(cloud, matrixCase, options);
    await cloud.idle();
    return posted;
  } finally {
    for (const id of ids) cloud.faults.remove(id);
  }
}

type Result = Pick<MatrixResult, "answers" | "outcome" | "error">;

async function resultOf({ matrixCase, deliveries }: Posted, cloud: LocalCloud, inboxes: Inboxes): Promise<Result> {
  const rows = deliveries.map((delivery) => summarize(delivery, 0, inboxes));
  const answers = rows.map(({ id, status, answer, ms }) => ({
    id,
    ...(status !== undefined && { status }),
    answer,
    ms,
  }));
  const answeredRows = matrixCase.arrival === "killed" ? rows.slice(1) : rows; // the killed call has no answer
  const outcomes = answeredRows.map(({ outcome, key }) => (outcome === "duplicate" ? firstOutcome(key) : outcome));
  const failed = outcomes.findIndex((outcome) => outcome !== "done" && outcome !== "unrouted");
  if (failed < 0) return { answers, outcome: outcomes.includes("unrouted") ? "unrouted" : "done" };
  const index = failed + rows.length - answeredRows.length;
  const { failure, journal, logs } = await detailOf(
    { delivery: deliveries[index]!, row: rows[index]!, revision: 0 },
    cloud,
    inboxes,
  );
  const errorAtLine = failure && `${failure.name}: ${failure.message} (${failure.file}:${failure.line})`;
  const journalError = journal.findLast(({ error }) => error !== undefined)?.error;
  const { status, answer } = rows[index]!;
  const loggedError = errorTextOf(logs.map(({ text }) => text));
  const error = errorAtLine ?? journalError ?? loggedError ?? `${status ?? "no answer"}: ${answer}`;
  return { answers, outcome: "failed", error };

  /** Outcome of the callback that this one duplicates. Without a key, the process has already processed it. */
  function firstOutcome(key: string | undefined): Outcome {
    return key === undefined ? "done" : (inboxes.outcomeOf(key) ?? "lost");
  }
}
