/** What an operator does with an inbox. */
import { advance, progressOf } from "./entry";
import type { Entry, Progress } from "./entry";
import { openEnvelope, packEnvelope } from "./envelope";
import type { EnvelopeHead } from "./envelope";
import type { Journal } from "./journal";
import { archiveName, inboxName, journalName, keyOfName } from "./names";
import type { Archive, Place } from "./names";
import type { Store, StoredObject } from "./store";
import { listAll } from "./store";

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
export type RedriveResult = "redriven" | "done already" | "not dead" | "no such callback" | "lost a race";

/** A callback that can be redriven, or is to be cleared away because it is done. */
interface RedrivePlan {
  readonly progress: Progress;
  /** What lies among the dead; absent when the callback is done. */
  readonly content?: Uint8Array;
  /** What is to go from there. */
  readonly names: readonly string[];
}

/** A duplicate may come, and CI be asked for a job, as long as this after the last entry: longer than any job is waited for. */
const JOURNAL_MS = 8 * 86_400_000;

/** Callbacks of one place, in the order of their names. */
export async function* listCallbacks(store: Store, place: Place): AsyncGenerator<Listed> {
  for await (const object of listAll(store, `${place}/`)) {
    const key = keyOfName(place, object.name);
    if (key !== undefined) yield { ...object, key };
  }
}

/** Objects that are read together: what a callback's end was stands in it, and not in its name. */
const READ_AHEAD = 16;

/** Callbacks that user code has no route for, in the order of their names: each that is done is read. */
export async function* listUnrouted(store: Store): AsyncGenerator<Listed> {
  let batch: Listed[] = [];
  for await (const listed of listCallbacks(store, "done")) {
    batch.push(listed);
    if (batch.length < READ_AHEAD) continue;
    yield* await unroutedOf(store, batch);
    batch = [];
  }
  yield* await unroutedOf(store, batch);
}

async function unroutedOf(store: Store, listed: readonly Listed[]): Promise<Listed[]> {
  const contents = await Promise.all(listed.map(({ name }) => store.get(name)));
  return listed.filter(({ key }, index) => {
    const content = contents[index];
    return content !== undefined && openEnvelope(content, key).head.outcome?.unrouted === true;
  });
}

/** One callback, as its last round has it; `undefined` when there is none of that key. */
export async function describeCallback(store: Store, journal: Journal, key: string): Promise<Described | undefined> {
  const entries = await journal.read(key);
  const { phase, rounds } = progressOf(entries);
  const round = rounds.at(-1)!;
  const last = { done: archiveName("done", key), dead: archiveName("dead", key, round) };
  const lists = await Promise.all((["inbox", "dead"] as const).map((place) => store.list(`${place}/${key}~`, "")));
  const names = [inboxName(key), archiveName("done", key), archiveName("dead", key)];
  for (const { name } of lists.flat()) names.push(name);
  const found = (await Promise.all(names.map(async (name) => ({ name, content: await store.get(name) })))).filter(
    ({ content }) => content !== undefined,
  );
  const wanted = phase === "done" || phase === "dead" ? last[phase] : inboxName(key, round);
  const content = (found.find(({ name }) => name === wanted) ?? found.at(-1))?.content;
  if (!content) return undefined;
  const places = (["inbox", "done", "dead"] as const).filter((place) =>
    found.some(({ name }) => keyOfName(place, name) !== undefined),
  );
  const { head, body } = openEnvelope(content, key);
  return { key, places, head, body, entries };
}

/**
 * Gives a dead callback another round, with its attempts counted from the start. Broken off at any point, it may be called
 * again. First the journal says so, then the callback lies in the inbox, then what died before is no longer among the dead;
 * what dies after is another object.
 */
export async function redrive(store: Store, journal: Journal, key: string): Promise<RedriveResult> {
  const plan = await planRedrive(store, journal, key);
  if (!plan) return whyNot(store, journal, key);
  const { content, names } = plan;
  let { progress } = plan;
  if (content && progress.last?.kind !== "redrive") {
    const entry = await journal.append(key, progress, { kind: "redrive" });
    if (!entry) return "lost a race";
    progress = advance(progress, entry);
  }
  if (content) {
    const { head, body } = openEnvelope(content, key);
    const name = inboxName(key, progress.rounds.at(-1));
    await store.put(name, packEnvelope({ head: { ...head, outcome: undefined }, body }));
  }
  for (const name of names) await store.delete(name);
  return content ? "redriven" : "done already";
}

/** What `redrive` would say, without doing it. */
export async function wouldRedrive(store: Store, journal: Journal, key: string): Promise<RedriveResult> {
  const plan = await planRedrive(store, journal, key);
  if (!plan) return whyNot(store, journal, key);
  return plan.content ? "redriven" : "done already";
}

/** Of what cannot be redriven, a key that is mistyped is to be told from a callback that waits. */
async function whyNot(store: Store, journal: Journal, key: string): Promise<RedriveResult> {
  return (await describeCallback(store, journal, key)) ? "not dead" : "no such callback";
}

async function planRedrive(store: Store, journal: Journal, key: string): Promise<RedrivePlan | undefined> {
  let progress = progressOf(await journal.read(key));
  // Whoever appends is told when that was not the end; whoever only clears away is not.
  if (progress.phase === "done") progress = progressOf(await journal.read(key, { settled: true }));
  const { phase, slots, last, rounds } = progress;
  const isBegun = last?.kind === "redrive";
  const over = isBegun ? rounds.slice(0, -1) : rounds;
  const isExpired = slots === 0 || hasBegunAnew(progress);
  // Those of earlier rounds, too: a worker that was late to clear away may have put one there again.
  const names = isExpired ? await deadNames(store, key) : over.map((round) => archiveName("dead", key, round));
  if (phase === "done") return { progress, names };
  if (!isBegun && phase !== "dead" && slots > 0) return undefined;
  const content = await store.get(names.at(-1)!);
  return content && { progress, content, names };
}

/** Was it redriven after its journal had expired, and nothing more has happened? */
function hasBegunAnew({ slots, last }: Progress): boolean {
  return slots === 1 && last?.kind === "redrive";
}

/** Where the journal of a callback has expired, only a list knows its rounds. */
async function deadNames(store: Store, key: string): Promise<readonly string[]> {
  const redriven = await store.list(`${archiveName("dead", key)}~`, "");
  return [archiveName("dead", key), ...redriven.map(({ name }) => name)];
}

/**
 * Removes a callback from an archive, and with it the journal of one that is long over. False, and nothing removed, when
 * the callback is needed: it was redriven, and is not yet in the inbox, or has died again since it was listed, or still
 * lies in the inbox. Broken off at any point, it may be called again.
 *
 * @param before milliseconds since 1970; what ended later stays
 */
export async function purge(
  { store, journal, now }: { readonly store: Store; readonly journal: Journal; readonly now: number },
  place: Archive,
  { key, name }: Listed,
  before: number,
  isConfirmed: boolean,
): Promise<boolean> {
  const progress = progressOf(await journal.read(key));
  const { phase, last, rounds, slots } = progress;
  const isBegun =
    place === "dead" &&
    last?.kind === "redrive" &&
    (hasBegunAnew(progress)
      ? name !== archiveName("dead", key, rounds.at(-1))
      : name === archiveName("dead", key, rounds.at(-2)));
  const isYoung =
    phase === place && name === archiveName(place, key, place === "dead" ? rounds.at(-1) : 0) && last!.at >= before;
  if (isBegun || isYoung) return false;
  const isJournalOver = endsJournal(progress, place, key, name) && last!.at <= now - JOURNAL_MS;
  // Without its journal, what a worker has not cleared away would run again.
  if (isJournalOver && (await isInInbox(store, key, rounds))) return false;
  if (!isConfirmed) return true;
  // The last first: what is left when this is broken off is still a journal, and its archive is still listed.
  for (let slot = isJournalOver ? slots : 0; slot > 0; slot--) await store.delete(journalName(key, slot));
  await store.delete(name);
  return true;
}

/**
 * Does the journal go with this archive? What lies in an archive has ended, and so a journal that knows nothing of that end,
 * or not even of that round, is what a purge that broke off has left. One of a later round lives on without this archive.
 */
function endsJournal({ phase, rounds, last }: Progress, place: Archive, key: string, name: string): boolean {
  if (!last) return false;
  if (place === "done") return true;
  // Names sort as their rounds do.
  return phase !== "done" && name >= archiveName("dead", key, rounds.at(-1));
}

async function isInInbox(store: Store, key: string, rounds: readonly number[]): Promise<boolean> {
  const found = await Promise.all(rounds.map((round) => store.get(inboxName(key, round))));
  return found.some((content) => content !== undefined);
}
