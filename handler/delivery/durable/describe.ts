/** Reads everything about one callback, even if parts of it are damaged, for an operator. */
import { progressOf } from "./entry";
import type { Entry } from "./entry";
import { openEnvelope } from "./envelope";
import type { EnvelopeHead } from "./envelope";
import { parseEntry } from "./journal";
import type { Journal } from "./journal";
import { archiveName, inboxName, journalPrefix, keyOfName, slotOfName } from "./names";
import type { Folder } from "./names";
import { listAll } from "./store";
import type { Store } from "./store";

type DescribedEntry = Entry & { readonly slot: number };

/** Calls `read`; records a failure instead of throwing it. */
type TryRead = <T>(subject: string, read: () => Promise<T> | T) => Promise<T | undefined>;

/** All known facts about one callback. */
export interface Described {
  readonly key: string;
  readonly places: readonly Folder[];
  /** Undefined if none of its objects can be read as a callback. */
  readonly head?: EnvelopeHead;
  /** If the head is undefined: the raw bytes. */
  readonly body: Uint8Array;
  readonly entries: readonly DescribedEntry[];
  /** Failed reads, with the reasons. */
  readonly problems: readonly string[];
}

/** One callback in its last round; `undefined` if the key does not exist. */
export async function describeCallback(store: Store, journal: Journal, key: string): Promise<Described | undefined> {
  const problems: string[] = [];
  const tryRead: TryRead = async (subject, read) => {
    try {
      return await read();
    } catch (error) {
      problems.push(`${subject}: ${(error as Error).message}`);
      return undefined;
    }
  };

  const intactEntries = await journal.read(key).catch(() => undefined);
  const entries =
    intactEntries?.map((entry, index) => ({ ...entry, slot: index + 1 })) ??
    (await readableEntries(store, key, tryRead));
  const { phase, rounds } = progressOf(entries);
  const round = rounds.at(-1)!;
  const last = { done: archiveName("done", key), dead: archiveName("dead", key, round) };

  const names = [inboxName(key), archiveName("done", key), archiveName("dead", key)];
  for (const folder of ["inbox", "dead"]) {
    for await (const { name } of listAll(store, `${folder}/${key}~`)) names.push(name);
  }
  const objects: { readonly name: string; readonly content: Uint8Array }[] = [];
  for (const name of names) {
    const content = await tryRead(name, () => store.get(name));
    if (content) objects.push({ name, content });
  }
  const expectedName = phase === "done" || phase === "dead" ? last[phase] : inboxName(key, round);
  const bestObject = objects.find(({ name }) => name === expectedName) ?? objects.at(-1);
  if (!bestObject && problems.length === 0) return undefined;

  const envelope = bestObject && (await tryRead(bestObject.name, () => openEnvelope(bestObject.content, key)));
  const places = (["inbox", "done", "dead"] as const).filter((folder) =>
    objects.some(({ name }) => keyOfName(folder, name) !== undefined),
  );
  const body = envelope?.body ?? bestObject?.content ?? Buffer.alloc(0);
  return { key, places, head: envelope?.head, body, entries, problems };
}

/** The readable part of a damaged journal. */
async function readableEntries(store: Store, key: string, tryRead: TryRead): Promise<readonly DescribedEntry[]> {
  const entries: DescribedEntry[] = [];
  for await (const { name } of listAll(store, journalPrefix(key))) {
    const slot = slotOfName(key, name);
    const content = slot && (await tryRead(name, () => store.get(name)));
    const entry = content && (await tryRead(name, () => parseEntry(content, name)));
    if (entry) entries.push({ ...entry, slot });
  }
  return entries;
}
