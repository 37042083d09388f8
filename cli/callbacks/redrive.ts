import { listCallbacks, redrive as redriveOne } from "../../handler/delivery/durable/operations";
import { isKey } from "../../handler/delivery/durable/names";
import { UsageError } from "../errors";
import type { Options } from "./options";
import type { Output } from "../output";

/** Broken off, the command can be given again: what was redriven is no longer among the dead. */
export async function redrive(options: Options, output: Output): Promise<number> {
  const { words, isAll, isConfirmed, store, journal } = options;
  if (isAll ? words.length > 0 : words.length === 0) throw new UsageError("redrive takes keys, or --all");
  const odd = words.find((word) => !isKey(word));
  if (odd !== undefined) throw new UsageError(`redrive takes keys as list prints them (got ${JSON.stringify(odd)})`);
  let count = 0;
  let failed = 0;
  for await (const key of isAll ? deadKeys(options) : words) {
    count++;
    output.progress(`${count} callbacks`);
    const result = isConfirmed ? await redriveOne(store, journal, key) : "would be redriven";
    if (isConfirmed && result !== "redriven") failed++;
    output.result({ key, result }, `${key}  ${result}`);
  }
  output.summary(
    isConfirmed
      ? `${count - failed} of ${count} redriven`
      : `${count} would be redriven; --yes does it, nothing was changed`,
  );
  return failed === 0 ? 0 : 1;
}

async function* deadKeys({ store }: Options): AsyncGenerator<string> {
  for await (const { key } of listCallbacks(store, "dead")) yield key;
}
