import { progressOf } from "./entry";
import type { Progress } from "./entry";
import type { Journal } from "./journal";
import { archiveName, inboxName, journalName } from "./names";
import type { Archive } from "./names";
import type { Listed } from "./list";
import { hasBegunAnew } from "./redrive";
import type { Store } from "./store";

/** A duplicate may come, and CI be asked for a job, as long as this after the last entry: longer than any job is waited for. */
const JOURNAL_MS = 8 * 86_400_000;

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
  const isLast = name === archiveName(place, key, place === "dead" ? rounds.at(-1) : 0);
  const isBegun =
    place === "dead" &&
    last?.kind === "redrive" &&
    (hasBegunAnew(progress) ? !isLast : name === archiveName("dead", key, rounds.at(-2)));
  const isYoung = phase === place && isLast && last!.at >= before;
  if (isBegun || isYoung) return false;
  const isJournalOver = endsJournal(progress, place, key, name) && last!.at <= now - JOURNAL_MS;
  // Without its journal, what a worker has not cleared away would run again.
  if (isJournalOver && (await isInInbox(store, key, rounds))) return false;
  if (!isConfirmed) return true;
  const mayBeRedriven = place === "dead" && (slots === 0 || (phase === "dead" && isLast));
  const slot = mayBeRedriven ? (await journal.append(key, progress, { kind: "purge" }))?.slots : slots;
  // Somebody redrives it: what was read of the journal may have been old, and creation decides.
  if (slot === undefined) return false;
  // The last first: what is left when this is broken off is still a journal, and its archive is still listed.
  const end = isJournalOver || slots === 0 ? slot : 0;
  for (let slot = end; slot > 0; slot--) await store.delete(journalName(key, slot));
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
