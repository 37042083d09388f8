import type { Journal } from "../durable/journal";

/** Lets one run of user code begin after the other, in the order of the requests. */
export class Turn {
  #last: Promise<void> = Promise.resolve();

  /** Resolves when the turns before have ended. @returns ends this turn; further calls have no effect */
  async take(): Promise<() => void> {
    const before = this.#last;
    let end!: () => void;
    this.#last = new Promise((resolve) => (end = resolve));
    await before;
    return end;
  }
}

export interface TurnOptions {
  readonly turn: Turn;
  /** Whether user code may still begin. */
  readonly hasTime: () => boolean;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/**
 * A journal for one callback that waits for its turn before it records that user code begins. Until then it
 * holds only a claim, so a process that is killed meanwhile uses up no attempt. If the time is up when the turn comes,
 * the claim is released.
 *
 * @returns the journal, and a function that ends the turn
 */
export function journalInTurn(
  journal: Journal,
  { turn, hasTime, now }: TurnOptions,
): { readonly journal: Journal; readonly end: () => void } {
  let end = (): void => {};
  const append: Journal["append"] = async (key, before, entry, options = {}) => {
    if (entry.kind !== "begin") return journal.append(key, before, entry, options);
    end = await turn.take();
    if (hasTime()) {
      const inTime = (): boolean => hasTime() && options.hasTime?.() !== false;
      return journal.append(key, before, entry, { ...options, hasTime: inTime });
    }
    const error = { name: "NotBegun", message: "The function's time was up before user code could begin" };
    await journal.append(key, before, { kind: "failed", retryAt: now(), error }, { isSettled: true });
    return undefined;
  };
  return { journal: { read: (key, options) => journal.read(key, options), append }, end: () => end() };
}
