import { progressOf } from "./entry";
import type { Progress } from "./entry";
import { packEnvelope } from "./envelope";
import type { Envelope } from "./envelope";
import { describeCallback } from "./describe";
import { readCallback, rereadDamaged } from "./inbox";
import { parseEntry } from "./journal";
import type { Journal } from "./journal";
import { archiveName, inboxName, journalName, journalPrefix } from "./names";
import { listAll, SYSTEM_CLOCK } from "./store";
import type { Clock, Store, StoredObject } from "./store";

/** Result of a redrive: the callback is in the inbox again, or the reason why not. */
export type RedriveResult = "redriven" | "done already" | "not dead" | "no such callback" | "lost a race";

/** A callback that can be redriven, or whose dead objects must be deleted because it is done. */
interface RedrivePlan {
  readonly progress: Progress;
  /** The dead callback; undefined if the callback is done. */
  readonly dead?: Envelope;
  /** Names of the dead objects to delete. */
  readonly names: readonly string[];
}

/**
 * Starts another round for a dead callback, with its attempts counted from zero. An interrupted redrive can be
 * repeated. First the journal records the redrive, then the callback is put into the inbox, then the old dead object is
 * deleted; a callback that dies again has another object name.
 *
 * @param isConfirmed false changes nothing and returns the expected result
 * @throws UnreadableError if the dead callback cannot be read; nothing is changed
 */
export async function redrive(
  store: Store,
  journal: Journal,
  key: string,
  clock: Clock = SYSTEM_CLOCK,
  isConfirmed = true,
): Promise<RedriveResult> {
  const plan = await planRedrive(store, journal, key, clock);
  if (!plan) return reasonNotRedriven(store, journal, key);
  const { dead, names } = plan;
  if (!isConfirmed) return dead ? "redriven" : "done already";
  let { progress } = plan;
  if (dead) {
    if (progress.slots === 0) await removeJournalRest(store, key, clock);
    if (progress.last?.kind !== "redrive") {
      const after = await journal.append(key, progress, { kind: "redrive" });
      if (!after) return "lost a race";
      progress = after;
    }
    await rewriteJournal(store, key, progress.slots, clock);
    const { head, body } = dead;
    const name = inboxName(key, progress.rounds.at(-1));
    await store.put(name, packEnvelope({ head: { ...head, outcome: undefined }, body }));
  }
  for (const name of names) await store.delete(name);
  return dead ? "redriven" : "done already";
}

/**
 * Writes the entries of a journal again, unchanged. A lifecycle rule removes objects by their own age: the first
 * round's entries would expire before those of the new round, and the rest would have another meaning than the whole.
 */
async function rewriteJournal(store: Store, key: string, slots: number, clock: Clock): Promise<void> {
  for (let slot = 1; slot <= slots; slot++) {
    const name = journalName(key, slot);
    const content = await rereadDamaged(clock, async () => {
      const found = await store.get(name);
      if (found) parseEntry(found, name);
      return found;
    });
    if (content) await store.put(name, content);
  }
}

/** Maximum time after a write during which reads may be stale and lists may lag. */
const LAG_MS = 30_000;

/**
 * Removes the rest of a journal whose first entries have expired; otherwise the next round would collide with it. If an
 * entry was written recently, the first entry may exist after all: it is read again when reads can no longer be stale.
 */
async function removeJournalRest(store: Store, key: string, clock: Clock): Promise<void> {
  const first = journalName(key, 1);
  const remaining: StoredObject[] = [];
  for await (const object of listAll(store, journalPrefix(key))) remaining.push(object);
  const isRecent = remaining.some(({ modifiedAt }) => modifiedAt > clock.now() - 2 * LAG_MS);
  if (isRecent) await clock.sleep(LAG_MS);
  if (remaining.some(({ name }) => name === first) || (isRecent && (await store.get(first)))) {
    throw new Error(`${first} exists and could not be read: try again`);
  }
  for (const { name } of remaining) await store.delete(name);
}

/** For a key that cannot be redriven: distinguishes a mistyped key from a callback that is waiting. */
async function reasonNotRedriven(store: Store, journal: Journal, key: string): Promise<RedriveResult> {
  return (await describeCallback(store, journal, key)) ? "not dead" : "no such callback";
}

async function planRedrive(
  store: Store,
  journal: Journal,
  key: string,
  clock: Clock,
): Promise<RedrivePlan | undefined> {
  let progress = progressOf(await journal.read(key));
  // An append detects a stale end, a clean-up does not: the clean-up needs settled entries.
  if (progress.phase === "done") progress = progressOf(await journal.read(key, { settled: true }));
  const { phase, slots, last, rounds } = progress;
  const isRedriveRecorded = last?.kind === "redrive";
  const endedRounds = isRedriveRecorded ? rounds.slice(0, -1) : rounds;
  const isExpired = slots === 0 || isRedrivenAfterExpiry(progress);
  // Includes earlier rounds: a worker that cleaned up late may have created such an object again.
  const names = isExpired ? await deadNames(store, key) : endedRounds.map((round) => archiveName("dead", key, round));
  if (phase === "done") return { progress, names };
  if (!isRedriveRecorded && phase !== "dead" && slots > 0) return undefined;
  const dead = await readCallback({ store, clock }, names.at(-1)!, key);
  return dead && { progress, dead, names };
}

/** Whether it was redriven after its journal had expired, without any later entry. */
export function isRedrivenAfterExpiry({ slots, last }: Progress): boolean {
  return slots === 1 && last?.kind === "redrive";
}

/** If a callback's journal has expired, its rounds can only be found in a list. */
async function deadNames(store: Store, key: string): Promise<readonly string[]> {
  const names = [archiveName("dead", key)];
  for await (const { name } of listAll(store, `${archiveName("dead", key)}~`)) names.push(name);
  return names;
}
