import { progressOf } from "./entry";
import type { Progress } from "./entry";
import type { Journal } from "./journal";
import { archiveName, inboxName, journalName } from "./names";
import type { Archive } from "./names";
import type { Listed } from "./list";
import { isRedrivenAfterExpiry } from "./redrive";
import type { Store } from "./store";

/** Minimum age of the last entry of a removed journal: until then a duplicate may arrive, or a job be read from CI. */
const JOURNAL_MS = 8 * 86_400_000;

/**
 * Removes a callback from an archive, together with a journal whose last entry is old enough. Returns false and removes
 * nothing if the callback is still needed: it was redriven and is not yet in the inbox, it died again since it was
 * listed, or it is still in the inbox. An interrupted purge can be repeated.
 *
 * @param endedBefore milliseconds since 1970; callbacks that ended later stay
 */
export async function purge(
  { store, journal, now }: { readonly store: Store; readonly journal: Journal; readonly now: number },
  folder: Archive,
  { key, name }: Listed,
  endedBefore: number,
  isConfirmed: boolean,
): Promise<boolean> {
  const progress = progressOf(await journal.read(key));
  const { phase, last, rounds, slots } = progress;
  const isLast = name === archiveName(folder, key, folder === "dead" ? rounds.at(-1) : 0);
  const isBeingRedriven =
    folder === "dead" &&
    last?.kind === "redrive" &&
    (isRedrivenAfterExpiry(progress) ? !isLast : name === archiveName("dead", key, rounds.at(-2)));
  const isTooRecent = phase === folder && isLast && last!.at >= endedBefore;
  if (isBeingRedriven || isTooRecent) return false;
  const removesJournal = endsJournal(progress, folder, key, name) && last!.at <= now - JOURNAL_MS;
  // Without its journal, a callback that a worker has not cleaned up yet would run again.
  if (removesJournal && (await isInInbox(store, key, rounds))) return false;
  if (!isConfirmed) return true;
  const mayBeRedriven = folder === "dead" && (slots === 0 || (phase === "dead" && isLast));
  const slot = mayBeRedriven ? (await journal.append(key, progress, { kind: "purge" }))?.slots : slots;
  // Another operator is redriving it: the journal that was read may be stale, and the creation of the entry decides.
  if (slot === undefined) return false;
  // Deletes the last entry first: if interrupted, the rest is still a journal, and its archive is still listed.
  const end = removesJournal || slots === 0 ? slot : 0;
  for (let slot = end; slot > 0; slot--) await store.delete(journalName(key, slot));
  await store.delete(name);
  return true;
}

/**
 * Whether the journal is deleted with this archive. An archived callback has ended, so a journal without that end, or
 * without that round, is the rest of an interrupted purge. A journal with a later round stays.
 */
function endsJournal({ phase, rounds, last }: Progress, folder: Archive, key: string, name: string): boolean {
  if (!last) return false;
  if (folder === "done") return true;
  // Names sort in the order of their rounds.
  return phase !== "done" && name >= archiveName("dead", key, rounds.at(-1));
}

async function isInInbox(store: Store, key: string, rounds: readonly number[]): Promise<boolean> {
  const found = await Promise.all(rounds.map((round) => store.get(inboxName(key, round))));
  return found.some((content) => content !== undefined);
}
