import { listCallbacks, purge as purgeOne } from "../../handler/delivery/durable/operations";
import type { Listed } from "../../handler/delivery/durable/operations";
import { forEachOf } from "../../handler/delivery/durable/pool";
import { UsageError } from "../errors";
import { reportFailure } from "./failure";
import { requireInbox } from "./inbox";
import { CONCURRENCY } from "./options";
import type { Options } from "./options";
import type { Output } from "../output";

/** Deletes finished callbacks. It never deletes a waiting callback, which would be lost. */
export async function purge(options: Options, output: Output): Promise<number> {
  const { words, isConfirmed, olderThanMs, store, journal } = options;
  const [folder, ...rest] = words;
  if ((folder !== "done" && folder !== "dead") || rest.length > 0) {
    throw new UsageError(`purge takes done or dead (got ${JSON.stringify(words.join(" "))})`);
  }
  const now = Date.now();
  const before = now - olderThanMs;
  let [count, failed] = [0, 0];
  const purgeListed = async (listed: Listed): Promise<void> => {
    if (listed.modifiedAt >= before) return;
    if (!(await purgeOne({ store, journal, now }, folder, listed, before, isConfirmed))) return;
    output.progress(`${++count} callbacks`);
    const { key } = listed;
    const result = isConfirmed ? "purged" : "would be purged";
    output.result({ key, result }, `${key}  ${result}`);
  };
  await forEachOf(listCallbacks(store, folder), CONCURRENCY, (listed) =>
    purgeListed(listed).catch((error: unknown) => {
      failed++;
      reportFailure(output, listed.key, error);
    }),
  );
  if (count + failed === 0) await requireInbox(options);
  const failures = failed > 0 ? `, ${failed} failed` : "";
  output.summary(
    isConfirmed
      ? `${count} purged${failures}`
      : `${count} would be purged${failures}; nothing was changed; add --yes to apply`,
  );
  return failed === 0 ? 0 : 1;
}
