import { randomUUID } from "node:crypto";
import type { Entry } from "./entry";
import { journalName } from "./names";
import type { Clock, Store } from "./store";

/**
 * What has happened to one callback: entries in slots 1, 2, 3 …, each an object that is created once and never changed.
 * Whoever creates the object of a slot decides what happened there, and whoever finds it taken has lost. COS has no
 * compare-and-swap; a new name for each step makes one out of creation alone.
 */
export interface Journal {
  /** All entries, in order. */
  read(key: string): Promise<readonly Entry[]>;
  /** Writes an entry. False when another one has that slot. */
  append(key: string, slot: number, entry: NewEntry): Promise<boolean>;
}

/** An entry without what the journal adds. */
export type NewEntry = Entry extends infer E ? (E extends Entry ? Omit<E, "at" | "nonce"> : never) : never;

/** What a journal is made of. */
export interface JournalOptions {
  readonly store: Store;
  readonly clock: Clock;
  /**
   * Milliseconds after which an entry that was written is read back. Where two creations of one object at the same
   * moment can both be told that they succeeded, only one of them is found afterwards. 0 trusts the first answer.
   */
  readonly settleMs: number;
  /** @default node:crypto's randomUUID */
  readonly nonce?: () => string;
}

/** Clocks of functions that differ by more than this are broken. */
const MAX_SKEW_MS = 60_000;

export function createJournal({ store, clock, settleMs, nonce = randomUUID }: JournalOptions): Journal {
  const readSlot = async (key: string, slot: number): Promise<Entry | undefined> => {
    const content = await store.get(journalName(key, slot));
    return content && (JSON.parse(Buffer.from(content).toString("utf8")) as Entry);
  };
  return {
    async read(key) {
      const entries: Entry[] = [];
      for (let settled = settleMs === 0; ;) {
        const entry = await readSlot(key, entries.length + 1);
        if (entry) {
          entries.push(entry);
          continue;
        }
        const last = entries.at(-1);
        if (settled || !last || clock.now() - last.at > settleMs + MAX_SKEW_MS) return entries;
        // The last entry may be the loser of two at the same moment, about to be replaced: look at it once more.
        await clock.sleep(settleMs);
        entries.pop();
        settled = true;
      }
    },
    async append(key, slot, entry) {
      const mine = { ...entry, at: clock.now(), nonce: nonce() };
      const created = await store.create(journalName(key, slot), JSON.stringify(mine));
      if (created && settleMs === 0) return true;
      if (created) await clock.sleep(settleMs);
      // Also after a refusal: what is there may be what an earlier try of this creation wrote before its answer was lost.
      return (await readSlot(key, slot))?.nonce === mine.nonce;
    },
  };
}
