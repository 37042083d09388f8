import { listCallbacks } from "../../handler/delivery/durable/operations";
import { UsageError } from "../errors";
import type { Options } from "./options";
import type { Output } from "../output";

/** Removes what is over, and never what waits: that would lose it. */
export async function purge({ words, isConfirmed, olderThanMs, store }: Options, output: Output): Promise<number> {
  const [place, ...rest] = words;
  if ((place !== "done" && place !== "dead") || rest.length > 0) {
    throw new UsageError(`purge takes done or dead (got ${JSON.stringify(words.join(" "))})`);
  }
  const before = Date.now() - olderThanMs;
  let count = 0;
  for await (const { key, name, modifiedAt } of listCallbacks(store, place)) {
    if (modifiedAt >= before) continue;
    count++;
    output.progress(`${count} callbacks`);
    if (isConfirmed) await store.delete(name);
    const result = isConfirmed ? "purged" : "would be purged";
    output.result({ key, result }, `${key}  ${result}`);
  }
  output.summary(isConfirmed ? `${count} purged` : `${count} would be purged; --yes does it, nothing was changed`);
  return 0;
}
