import { progressOf } from "./entry";
import type { Progress } from "./entry";
import { packEnvelope } from "./envelope";
import type { Envelope } from "./envelope";
import { describeCallback } from "./describe";
import { readCallback, reading } from "./inbox";
import { parseEntry } from "./journal";
import type { Journal } from "./journal";
import { archiveName, inboxName, journalName, journalPrefix } from "./names";
import { listAll, SYSTEM_CLOCK } from "./store";
import type { Clock, Store, StoredObject } from "./store";

/** What came of redriving: in the inbox again, or why not. */
export type RedriveResult = "redriven" | "done already" | "not dead" | "no such callback" | "lost a race";

/** A callback that can be redriven, or is to be cleared away because it is done. */
interface RedrivePlan {
  readonly progress: Progress;
  /** What lies among the dead; absent when the callback is done. */
  readonly dead?: Envelope;
  /** What is to go from there. */
  readonly names: readonly string[];
}

/**
 * Gives a dead callback another round, with its attempts counted from the start. Broken off at any point, it may be called
 * again. First the journal says so, then the callback lies in the inbox, then what died before is no longer among the dead;
 * what dies after is another object.
 *
 * @param isConfirmed false changes nothing, and gives what would come of it
 * @throws UnreadableError when what lies among the dead cannot be read; nothing is changed
 */
export async function redrive(
  store: Store,
  journal: Journal,
  key: string,
  clock: Clock = SYSTEM_CLOCK,
  isConfirmed = true,
): Promise<RedriveResult> {
  const plan = await planRedrive(store, journal, key, clock);
  if (!plan) return whyNot(store, journal, key);
  const { dead, names } = plan;
  if (!isConfirmed) return dead ? "redriven" : "done already";
  let { progress } = plan;
  if (dead) {
    if (progress.slots === 0) await removeRest(store, key, clock);
    if (progress.last?.kind !== "redrive") {
      const after = await journal.append(key, progress, { kind: "redrive" });
      if (!after) return "lost a race";
      progress = after;
    }
    await renew(store, key, progress.slots, clock);
    const { head, body } = dead;
    const name = inboxName(key, progress.rounds.at(-1));
    await store.put(name, packEnvelope({ head: { ...head, outcome: undefined }, body }));
  }
  for (const name of names) await store.delete(name);
  return dead ? "redriven" : "done already";
}

/**
 * Writes the entries of a journal again, as they are. A lifecycle rule removes objects by their own age: the first round's
 * would go before those of the new one, and what is left would say something else than the whole.
 */
async function renew(store: Store, key: string, slots: number, clock: Clock): Promise<void> {
  for (let slot = 1; slot <= slots; slot++) {
    const name = journalName(key, slot);
    const content = await reading(clock, async () => {
      const found = await store.get(name);
      if (found) parseEntry(found, name);
      return found;
    });
    if (content) await store.put(name, content);
  }
}

/** Reads may be old, and lists lag, for so long after a write. */
const LAG_MS = 30_000;

/**
 * Removes what is left of a journal whose first entries have expired, or the next rounds would meet it. Where an entry was
 * written lately, the first one may be there all the same: it is read again once that can no longer be.
 */
async function removeRest(store: Store, key: string, clock: Clock): Promise<void> {
  const first = journalName(key, 1);
  const rest: StoredObject[] = [];
  for await (const object of listAll(store, journalPrefix(key))) rest.push(object);
  const isRecent = rest.some(({ modifiedAt }) => modifiedAt > clock.now() - 2 * LAG_MS);
  if (isRecent) await clock.sleep(LAG_MS);
  if (rest.some(({ name }) => name === first) || (isRecent && (await store.get(first)))) {
    throw new Error(`${first} is there and could not be read: try again`);
  }
  for (const { name } of rest) await store.delete(name);
}

/** Of what cannot be redriven, a key that is mistyped is to be told from a callback that waits. */
async function whyNot(store: Store, journal: Journal, key: string): Promise<RedriveResult> {
  return (await describeCallback(store, journal, key)) ? "not dead" : "no such callback";
}

async function planRedrive(
  store: Store,
  journal: Journal,
  key: string,
  clock: Clock,
): Promise<RedrivePlan | undefined> {
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
  const dead = await readCallback({ store, clock }, names.at(-1)!, key);
  return dead && { progress, dead, names };
}

/** Was it redriven after its journal had expired, and nothing more has happened? */
export function hasBegunAnew({ slots, last }: Progress): boolean {
  return slots === 1 && last?.kind === "redrive";
}

/** Where the journal of a callback has expired, only a list knows its rounds. */
async function deadNames(store: Store, key: string): Promise<readonly string[]> {
  const names = [archiveName("dead", key)];
  for await (const { name } of listAll(store, `${archiveName("dead", key)}~`)) names.push(name);
  return names;
}
