import { listCallbacks } from "../../handler/delivery/durable/operations";
import { UsageError } from "../errors";
import type { Output } from "../output";
import { requireInbox } from "./inbox";
import type { Options } from "./options";

/** Counts of one refresh of the inbox. */
interface Look {
  readonly atMs: number;
  readonly waiting: ReadonlySet<string>;
  readonly dead: number;
}

/** Prints the progress of the inbox, one line per refresh, until interrupted or until the output is closed. */
export async function watch(options: Options, output: Output): Promise<number> {
  const { words, intervalMs } = options;
  if (words.length > 0) throw new UsageError(`list --watch takes no folder (got ${JSON.stringify(words.join(" "))})`);
  let before: Look | undefined;
  while (!output.isAbandoned) {
    // A failed refresh does not stop the command: operators watch while something is broken.
    const look: Look | undefined = await lookAt(options, output).catch((error: unknown) => {
      if (!before) throw error;
      const { message } = error as Error;
      output.failure({ result: "failed", error: message }, `failed: ${message}`);
      return undefined;
    });
    if (!before && look && look.waiting.size + look.dead === 0) await requireInbox(options);
    if (look) show(look, before, output);
    before = look ?? before;
    if (!output.isAbandoned) await new Promise((resolve) => setTimeout(resolve, intervalMs));
  }
  return 0;
}

async function lookAt({ store }: Options, output: Output): Promise<Look> {
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
 * A callback that arrives and leaves between two refreshes is not counted, so the rate of a busy inbox without a
 * backlog is too low.
 */
function show(look: Look, before: Look | undefined, output: Output): void {
  const [waiting, dead] = [look.waiting.size, look.dead];
  const at = new Date().toISOString();
  if (!before) return output.result({ at, waiting, dead }, `${at}  ${waiting} waiting, ${dead} dead`);
  const seconds = (look.atMs - before.atMs) / 1000;
  const gone = [...before.waiting].filter((name) => !look.waiting.has(name)).length;
  const died = Math.max(0, dead - before.dead);
  const donePerSecond = rounded(Math.max(0, gone - died) / seconds);
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
