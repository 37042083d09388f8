import { listCallbacks, listUnrouted } from "../../handler/delivery/durable/operations";
import type { Folder } from "../../handler/delivery/durable/names";
import { UsageError } from "../errors";
import { requireInbox } from "./inbox";
import type { Options } from "./options";
import type { Output } from "../output";
import { watch } from "./watch";

const PLACES: readonly Folder[] = ["inbox", "dead", "done"];

/** Callbacks in `done` that no route handled. */
const UNROUTED = "unrouted";

/** Without `done`, whose many callbacks need no attention. */
const DEFAULT_FOLDERS: readonly Folder[] = ["inbox", "dead"];

export async function list(options: Options, output: Output): Promise<number> {
  if (options.isWatching) return watch(options, output);
  const { words, store } = options;
  const [word, ...rest] = words;
  const folder = [...PLACES, UNROUTED].find((name) => name === word);
  if (rest.length > 0 || (word !== undefined && !folder)) {
    const names = [...PLACES, UNROUTED].join(", ");
    throw new UsageError(`list takes one of ${names} (got ${JSON.stringify(words.join(" "))})`);
  }
  let count = 0;
  for (const listedFolder of folder ? [folder] : DEFAULT_FOLDERS) {
    const callbacks = listedFolder === UNROUTED ? listUnrouted(store) : listCallbacks(store, listedFolder as Folder);
    for await (const { key, modifiedAt } of callbacks) {
      if (output.isAbandoned) return 0;
      const writtenAt = new Date(modifiedAt).toISOString();
      const text = `${listedFolder.padEnd(UNROUTED.length)}  ${writtenAt}  ${key}`;
      output.result({ place: listedFolder, key, writtenAt }, text);
      if (++count % 1000 === 0) output.progress(`${count} callbacks`);
    }
  }
  if (count === 0) await requireInbox(options);
  output.summary(count === 1 ? "1 callback" : `${count} callbacks`);
  return 0;
}
