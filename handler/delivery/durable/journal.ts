import { randomUUID } from "node:crypto";
import { CallbackError } from "../../errors";
import { advance, isEntry, progressOf } from "./entry";
import type { Entry, Progress } from "./entry";
import { rereadDamaged } from "./inbox";
import { journalName } from "./names";
import { sealed, UnreadableError, unsealed } from "./seal";
import type { Clock, Store } from "./store";

/**
 * History of one callback: entries in slots 1, 2, 3 …, each an object that is created once and never changed. The
 * writer that creates a slot's object wins the slot; a writer that finds it taken has lost. COS has no
 * compare-and-swap; creating a new name for each step replaces it.
 */
export interface Journal {
  /**
   * All entries, in order. The last entry may still be replaced. This does not harm an append; a step without a further
   * entry must rely on `settled` entries.
   *
   * @throws JournalError
   * @throws UnreadableError
   */
  read(key: string, options?: { readonly settled?: boolean }): Promise<readonly Entry[]>;
  /**
   * Writes an entry after the entries that were read; returns the new state. Undefined if another entry has the slot.
   */
  append(key: string, before: Progress, entry: NewEntry, options?: AppendOptions): Promise<Progress | undefined>;
}

/** An entry without the fields that the journal adds. */
export type NewEntry = Entry extends infer E ? (E extends Entry ? Omit<E, "at" | "nonce" | "prev"> : never) : never;

export interface AppendOptions {
  /** The entries that were read are settled, so nothing is read back after the write. @default false */
  readonly isSettled?: boolean;
  /** Whether to repeat a write whose result is unknown. @default - not repeated */
  readonly hasTime?: () => boolean;
}

/** Dependencies of a journal. */
export interface JournalOptions {
  readonly store: Store;
  readonly clock: Clock;
  /**
   * Milliseconds after which a written entry is read back. Two simultaneous creations of one object may both be
   * reported as successful, although only one of them stays. 0 trusts the first answer.
   */
  readonly settleMs: number;
  /** @default node:crypto's randomUUID */
  readonly nonce?: () => string;
}

/** An object in a journal that is not an entry: a foreign object, or one of a newer version of this library. */
export class JournalError extends CallbackError {
  static override readonly name: string = "JournalError";
}

const RETRY_MS = 500;

export function createJournal({ store, clock, settleMs, nonce = randomUUID }: JournalOptions): Journal {
  const readSlot = async (key: string, slot: number): Promise<Entry | undefined> => {
    const content = await store.get(journalName(key, slot));
    return content && parseEntry(content, journalName(key, slot));
  };

  /** An entry that is known to exist: a read that does not find it is stale. */
  const readWritten = async (key: string, slot: number): Promise<Entry> => {
    const entry = await readSlot(key, slot);
    if (entry) return entry;
    throw new UnreadableError(`${journalName(key, slot)} cannot be read yet`);
  };

  /** The slot of the entry; undefined if another entry has its slot. */
  const write = async (key: string, { slots, tip }: Progress, ownEntry: Entry): Promise<number | undefined> => {
    for (let slot = slots + 1; ; slot++) {
      const name = journalName(key, slot);
      if (await store.create(name, sealed({ ...ownEntry, name }))) return slot;
      // The existing object may come from an earlier attempt of this creation whose answer was lost.
      const found = await readSlot(key, slot);
      if (found?.nonce === ownEntry.nonce) return slot;
      // The rest of an older journal, whose first entries have expired, follows an entry that no longer exists.
      if (!found || found.prev === tip) return undefined;
    }
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
          // The last entry may be the loser of two simultaneous creations and be replaced soon: read it once more.
          await clock.sleep(settleMs);
          entries.pop();
          isSettled = true;
        }
      }
    },
    async append(key, before, entry, { isSettled = false, hasTime = () => false } = {}) {
      const ownEntry: Entry = { ...entry, at: clock.now(), nonce: nonce(), prev: before.tip };
      const slot = await repeatWhile(() => write(key, before, ownEntry), hasTime, clock);
      if (slot === undefined) return undefined;
      const after = advance({ ...before, slots: slot - 1 }, ownEntry);
      if (slot === before.slots + 1 && (isSettled || settleMs === 0)) return after;
      await clock.sleep(settleMs);
      // By now, the earlier entries have settled too. They may differ from those that this entry was based on.
      const slots = Array.from({ length: slot }, (_, index) => index + 1);
      const found = await rereadDamaged(clock, () => Promise.all(slots.map((each) => readWritten(key, each))));
      return progressOf(found).tip === ownEntry.nonce ? after : undefined;
    },
  };
}

/** Repeats a failed call while there is time. */
async function repeatWhile<T>(call: () => Promise<T>, hasTime: () => boolean, clock: Clock): Promise<T> {
  for (;;) {
    try {
      return await call();
    } catch (error) {
      if (!hasTime()) throw error;
      await clock.sleep(RETRY_MS);
    }
  }
}

function unsealedEntry(text: string, name: string): Readonly<Record<string, unknown>> {
  try {
    return unsealed(text);
  } catch (error) {
    throw new UnreadableError(`${name} cannot be read: ${(error as Error).message}`, { cause: error });
  }
}

/**
 * Reads the entry in an object.
 *
 * @throws JournalError
 * @throws UnreadableError
 */
export function parseEntry(content: Uint8Array, name: string): Entry {
  const text = Buffer.from(content).toString("utf8");
  const { name: written = name, ...entry } = unsealedEntry(text, name);
  if (written !== name) throw new UnreadableError(`${name} must be read (got ${JSON.stringify(written)})`);
  if (isEntry(entry)) return entry;
  throw new JournalError(`${name} must be an entry of a journal (got ${JSON.stringify(text.slice(0, 200))})`);
}
