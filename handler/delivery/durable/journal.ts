import { randomUUID } from "node:crypto";
import { CallbackError } from "../../errors";
import { isEntry, progressOf } from "./entry";
import type { Entry, Progress } from "./entry";
import { journalName } from "./names";
import type { Clock, Store } from "./store";

/**
 * What has happened to one callback: entries in slots 1, 2, 3 …, each an object that is created once and never changed.
 * Whoever creates the object of a slot decides what happened there, and whoever finds it taken has lost. COS has no
 * compare-and-swap; a new name for each step makes one out of creation alone.
 */
export interface Journal {
  /**
   * All entries, in order. The last may be about to be replaced, which does no harm to whoever appends to it; what is
   * done without a further entry must rest on `settled` ones.
   *
   * @throws JournalError
   */
  read(key: string, options?: { readonly settled?: boolean }): Promise<readonly Entry[]>;
  /** Writes an entry after those that were read. Undefined when another one has that slot. */
  append(key: string, before: Pick<Progress, "slots" | "tip">, entry: NewEntry): Promise<Entry | undefined>;
}

/** An entry without what the journal adds. */
export type NewEntry = Entry extends infer E ? (E extends Entry ? Omit<E, "at" | "nonce" | "prev"> : never) : never;

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

/** An object in a journal that is no entry: somebody else's, or of a version that is newer than this one. */
export class JournalError extends CallbackError {
  static override readonly name: string = "JournalError";
}

export function createJournal({ store, clock, settleMs, nonce = randomUUID }: JournalOptions): Journal {
  const readSlot = async (key: string, slot: number): Promise<Entry | undefined> => {
    const content = await store.get(journalName(key, slot));
    return content && parsed(content, journalName(key, slot));
  };
  return {
    async read(key, { settled = false } = {}) {
      const entries: Entry[] = [];
      for (let isSettled = !settled || settleMs === 0; ;) {
        const entry = await readSlot(key, entries.length + 1);
        if (entry) {
          entries.push(entry);
        } else if (isSettled || entries.length === 0) {
          return entries;
        } else {
          // The last entry may be the loser of two at the same moment, about to be replaced: look at it once more.
          await clock.sleep(settleMs);
          entries.pop();
          isSettled = true;
        }
      }
    },
    async append(key, { slots, tip }, entry) {
      const mine: Entry = { ...entry, at: clock.now(), nonce: nonce(), prev: tip };
      const slot = slots + 1;
      const created = await store.create(journalName(key, slot), JSON.stringify(mine));
      // Also after a refusal: what is there may be what an earlier try of this creation wrote before its answer was lost.
      if (!created && (await readSlot(key, slot))?.nonce !== mine.nonce) return undefined;
      if (settleMs === 0) return mine;
      await clock.sleep(settleMs);
      // The entries before it have settled too by now, and may be others than this one was written after.
      const found = await Promise.all(Array.from({ length: slot }, (_, index) => readSlot(key, index + 1)));
      return progressOf(found.filter((one) => one !== undefined)).tip === mine.nonce ? mine : undefined;
    },
  };
}

function parsed(content: Uint8Array, name: string): Entry {
  const text = Buffer.from(content).toString("utf8");
  try {
    const entry = JSON.parse(text) as unknown;
    if (isEntry(entry)) return entry;
  } catch {
    // falls through to the rule
  }
  throw new JournalError(`${name} must be an entry of a journal (got ${JSON.stringify(text.slice(0, 200))})`);
}
