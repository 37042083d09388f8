import { listCallbacks, redrive as redriveOne } from "../../handler/delivery/durable/operations";
import { isKey } from "../../handler/delivery/durable/names";
import { forEachOf } from "../../handler/delivery/durable/pool";
import { SYSTEM_CLOCK } from "../../handler/delivery/durable/store";
import { UsageError } from "../errors";
import { reportFailure } from "./failure";
import { requireInbox } from "./inbox";
import { CONCURRENCY } from "./options";
import type { Options } from "./options";
import type { Output } from "../output";

/** An interrupted command can be run again: callbacks that were redriven are no longer in `dead/`. */
export async function redrive(options: Options, output: Output): Promise<number> {
  const { words, isAll, isConfirmed, store, journal } = options;
  if (isAll ? words.length > 0 : words.length === 0) throw new UsageError("redrive takes keys, or --all");
  const invalid = words.find((word) => !isKey(word));
  if (invalid !== undefined)
    throw new UsageError(`redrive takes keys as list prints them (got ${JSON.stringify(invalid)})`);
  let [count, redriven, finished, failed] = [0, 0, 0, 0];
  const redriveKey = async (key: string): Promise<void> => {
    const result = await redriveOne(store, journal, key, SYSTEM_CLOCK, isConfirmed);
    if (result === "redriven") redriven++;
    if (result === "done already") finished++;
    const outcome = result === "redriven" && !isConfirmed ? "would be redriven" : result;
    output.result({ key, result: outcome }, `${key}  ${outcome}`);
  };
  await forEachOf(isAll ? deadKeys(options) : new Set(words), CONCURRENCY, async (key) => {
    await redriveKey(key).catch((error: unknown) => {
      failed++;
      reportFailure(output, key, error);
    });
    output.progress(`${++count} callbacks`);
  });
  if (isAll && count === 0) await requireInbox(options);
  const failures = failed > 0 ? `, ${failed} failed` : "";
  output.summary(
    isConfirmed
      ? `${redriven} of ${count} redriven${failures}`
      : `${redriven} would be redriven${failures}; nothing was changed; add --yes to apply`,
  );
  return redriven + finished === count ? 0 : 1;
}

/** Returns each callback once; a callback that died in several rounds may have several objects. */
async function* deadKeys({ store }: Options): AsyncGenerator<string> {
  const seen = new Set<string>();
  for await (const { key } of listCallbacks(store, "dead")) {
    if (seen.has(key)) continue;
    seen.add(key);
    yield key;
  }
}
