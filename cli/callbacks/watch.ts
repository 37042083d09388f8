import { listCallbacks } from "../../handler/delivery/durable/operations";
import { UsageError } from "../errors";
import type { Output } from "../output";
import { requireInbox } from "./inbox";
import type { Options } from "./options";

/** Counts of one refresh of the inbox. */
interface Counts {
  readonly atMs: number;
  readonly waiting: ReadonlySet<string>;
  readonly dead: number;
}

/** Prints the progress of the inbox, one line per refresh, until interrupted or until the output is closed. */
export async function watch(options: Options, output: Output): Promise<number> {
  const { words, intervalMs } = options;
  if (words.length > 0) throw new UsageError(`list --watch takes no folder (got ${JSON.stringify(words.join(" "))})`);
  let before: Counts | undefined;
  while (!output.isAbandoned) {
    // A failed refresh does not stop the command: operators watch while something is broken.
    const counts: Counts | undefined = await countAll(options, output).catch((error: unknown) => {
      if (!before) throw error;
      const { message } = error as Error;
      output.failure({ result: "failed", error: message }, `failed: ${message}`);
      return undefined;
    });
    if (!before && counts && counts.waiting.size + counts.dead === 0) await requireInbox(options);
    if (counts) show(counts, before, output);
    before = counts ?? before;
    if (!output.isAbandoned) await new Promise((resolve) => setTimeout(resolve, intervalMs));
  }
  return 0;
}

async function countAll({ store }: Options, output: Output): Promise<Counts> {
  const atMs = performance.now();
  const waiting = new Set<string>();
  for await (const { name } of listCallbacks(store, "inbox")) {
    waiting.add(name);
    if (waiting.size % 1000 === 0) output.progress(`${waiting.size} listed`);
  }
  return { atMs, waiting, dead: await countOf(listCallbacks(store, "dead")) };
}

async function countOf(items: AsyncIterable<unknown>): Promise<number> {
  const iterator = items[Symbol.asyncIterator]();
  let count = 0;
  while (!(await iterator.next()).done) count++;
  return count;
}

/**
 * A callback that arrives and is done between two refreshes is not counted, so the printed rate of a busy inbox without
 * a backlog is too low.
 */
function show(counts: Counts, before: Counts | undefined, output: Output): void {
  const [waiting, dead] = [counts.waiting.size, counts.dead];
  const at = new Date().toISOString();
  if (!before) return output.result({ at, waiting, dead }, `${at}  ${waiting} waiting, ${dead} dead`);
  const seconds = (counts.atMs - before.atMs) / 1000;
  const finished = [...before.waiting].filter((name) => !counts.waiting.has(name)).length;
  const died = Math.max(0, dead - before.dead);
  const donePerSecond = rounded(Math.max(0, finished - died) / seconds);
  const leftSeconds = waiting < before.waiting.size ? (waiting * seconds) / (before.waiting.size - waiting) : undefined;
  const left = leftSeconds === undefined || waiting === 0 ? "" : `, about ${timeOf(leftSeconds)} left`;
  output.result(
    { at, waiting, donePerSecond, dead, ...(leftSeconds !== undefined && { leftSeconds: Math.round(leftSeconds) }) },
    `${at}  ${waiting} waiting, ${donePerSecond} done a second, ${dead} dead${left}`,
  );
}

const rounded = (value: number): number => Math.round(value * 10) / 10;

function timeOf(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${rounded(seconds / 3600)} h`;
}
