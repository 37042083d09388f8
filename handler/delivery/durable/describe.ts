/** Everything about one callback, as far as it can be read: an operator looks at it when something is broken. */
import { progressOf } from "./entry";
import type { Entry } from "./entry";
import { openEnvelope } from "./envelope";
import type { EnvelopeHead } from "./envelope";
import { parseEntry } from "./journal";
import type { Journal } from "./journal";
import { archiveName, inboxName, journalPrefix, keyOfName, slotOfName } from "./names";
import type { Place } from "./names";
import { listAll } from "./store";
import type { Store } from "./store";

type DescribedEntry = Entry & { readonly slot: number };

/** Reads something; a failure is recorded instead of thrown. */
type Attempt = <T>(what: string, read: () => Promise<T> | T) => Promise<T | undefined>;

/** All known facts about one callback. */
export interface Described {
  readonly key: string;
  readonly places: readonly Place[];
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
  const attempt: Attempt = async (what, read) => {
    try {
      return await read();
    } catch (error) {
      problems.push(`${what}: ${(error as Error).message}`);
      return undefined;
    }
  };

  const whole = await journal.read(key).catch(() => undefined);
  const entries =
    whole?.map((entry, index) => ({ ...entry, slot: index + 1 })) ?? (await readable(store, key, attempt));
  const { phase, rounds } = progressOf(entries);
  const round = rounds.at(-1)!;
  const last = { done: archiveName("done", key), dead: archiveName("dead", key, round) };

  const names = [inboxName(key), archiveName("done", key), archiveName("dead", key)];
  for (const folder of ["inbox", "dead"]) {
    for await (const { name } of listAll(store, `${folder}/${key}~`)) names.push(name);
  }
  const found: { readonly name: string; readonly content: Uint8Array }[] = [];
  for (const name of names) {
    const content = await attempt(name, () => store.get(name));
    if (content) found.push({ name, content });
  }
  const wanted = phase === "done" || phase === "dead" ? last[phase] : inboxName(key, round);
  const best = found.find(({ name }) => name === wanted) ?? found.at(-1);
  if (!best && problems.length === 0) return undefined;

  const envelope = best && (await attempt(best.name, () => openEnvelope(best.content, key)));
  const places = (["inbox", "done", "dead"] as const).filter((folder) =>
    found.some(({ name }) => keyOfName(folder, name) !== undefined),
  );
  const body = envelope?.body ?? best?.content ?? Buffer.alloc(0);
  return { key, places, head: envelope?.head, body, entries, problems };
}

/** The readable part of a damaged journal. */
async function readable(store: Store, key: string, attempt: Attempt): Promise<readonly DescribedEntry[]> {
  const entries: DescribedEntry[] = [];
  for await (const { name } of listAll(store, journalPrefix(key))) {
    const slot = slotOfName(key, name);
    const content = slot && (await attempt(name, () => store.get(name)));
    const entry = content && (await attempt(name, () => parseEntry(content, name)));
    if (entry) entries.push({ ...entry, slot });
  }
  return entries;
}
