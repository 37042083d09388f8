/** What an operator does with an inbox. */
import { progressOf } from "./entry";
import type { Entry } from "./entry";
import { openEnvelope, packEnvelope } from "./envelope";
import type { EnvelopeHead } from "./envelope";
import type { Journal } from "./journal";
import { archiveName, INBOX, inboxName, keyOfInboxName } from "./names";
import type { Archive } from "./names";
import type { Store, StoredObject } from "./store";
import { listAll } from "./store";

/** Where callbacks are looked for. */
export type Place = "inbox" | Archive;

/** A callback in a list. */
export interface Listed extends StoredObject {
  readonly key: string;
}

/** All that is known about one callback. */
export interface Described {
  readonly key: string;
  readonly places: readonly Place[];
  readonly head: EnvelopeHead;
  readonly body: Uint8Array;
  readonly entries: readonly Entry[];
}

/** What came of redriving: in the inbox again, or why not. */
export type RedriveResult = "redriven" | "done already" | "not dead" | "lost a race";

/** Callbacks of one place, in the order of their keys. */
export async function* listCallbacks(store: Store, place: Place): AsyncGenerator<Listed> {
  const prefix = place === "inbox" ? INBOX : `${place}/`;
  for await (const object of listAll(store, prefix)) {
    const key = place === "inbox" ? keyOfInboxName(object.name) : object.name.slice(prefix.length);
    if (key !== undefined) yield { ...object, key };
  }
}

/** One callback; `undefined` when there is none of that key. */
export async function describeCallback(store: Store, journal: Journal, key: string): Promise<Described | undefined> {
  const redriven = await store.list(`${inboxName(key)}~`, "");
  const names: readonly (readonly [Place, string])[] = [
    ...[inboxName(key), ...redriven.map(({ name }) => name)].map((name) => ["inbox", name] as const),
    ["done", archiveName("done", key)],
    ["dead", archiveName("dead", key)],
  ];
  const found = await Promise.all(names.map(async ([place, name]) => ({ place, content: await store.get(name) })));
  const present = found.filter(({ content }) => content !== undefined);
  const content = present.at(-1)?.content;
  if (!content) return undefined;
  const { head, body } = openEnvelope(content, key);
  const places = [...new Set(present.map(({ place }) => place))];
  return { key, places, head, body, entries: await journal.read(key) };
}

/**
 * Gives a dead callback another round, with its attempts counted from the start. Broken off at any point, it may be called
 * again. First the journal says so, then the callback lies in the inbox, then it is no longer among the dead.
 */
export async function redrive(store: Store, journal: Journal, key: string): Promise<RedriveResult> {
  const content = await store.get(archiveName("dead", key));
  if (!content) return "not dead";
  const { phase, slots, last } = progressOf(await journal.read(key));
  if (phase === "done") {
    await store.delete(archiveName("dead", key));
    return "done already";
  }
  const isBegun = last?.kind === "redrive";
  if (!isBegun && phase !== "dead" && slots > 0) return "not dead";
  const slot = isBegun ? slots : slots + 1;
  if (!isBegun && !(await journal.append(key, slot, { kind: "redrive" }))) return "lost a race";
  const { head, body } = openEnvelope(content, key);
  await store.put(inboxName(key, slot), packEnvelope({ head: { ...head, outcome: undefined }, body }));
  await store.delete(archiveName("dead", key));
  return "redriven";
}
