import { CallbackError } from "../../errors";

/**
 * What durable delivery needs of an object store. COS is one; the tests have others.
 *
 * Nothing is assumed of `list` but that an object shows up at some time, since COS calls it eventually consistent, and
 * nothing of the order in which two writers' objects appear.
 */
export interface Store {
  /**
   * Creates an object. False when there is one of that name already, which stays as it is; it may be the one that an
   * earlier try of this very call made before its answer was lost.
   */
  create(name: string, content: string | Uint8Array): Promise<boolean>;
  /** Writes an object, replacing what was there. */
  put(name: string, content: string | Uint8Array): Promise<void>;
  /** An object's content; `undefined` when there is none. */
  get(name: string): Promise<Uint8Array | undefined>;
  /** Removes an object; it need not exist. */
  delete(name: string): Promise<void>;
  /** Objects whose name begins with `prefix` and comes after `after`, in the order of their names; the first page of them. */
  list(prefix: string, after: string): Promise<StoredPage>;
}

/** A page of a list. */
export interface StoredPage {
  readonly objects: readonly StoredObject[];
  /** Name after which the next page begins; absent on the last one. A page may be empty and not the last. */
  readonly next?: string;
}

/** An object is larger than anything that is written here. */
export class OversizedError extends CallbackError {
  static override readonly name: string = "OversizedError";
}

/** An object in a list. */
export interface StoredObject {
  readonly name: string;
  /** When it was written, in milliseconds since 1970, by the store's clock. */
  readonly modifiedAt: number;
  /** Bytes. */
  readonly size: number;
}

/** Time, so that it can be had faster than it passes. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Milliseconds since some moment, by a clock that nobody sets. */
  elapsed(): number;
  sleep(ms: number): Promise<void>;
}

/** Time as it passes. */
export const SYSTEM_CLOCK: Clock = {
  now: Date.now,
  elapsed: () => performance.now(),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
};

/**
 * Every object of a list, page by page: no more than one page is held. What a page has of what was there before is left
 * out.
 *
 * @throws Error for a list that does not come to its end
 */
export async function* listAll(store: Store, prefix: string, after = ""): AsyncGenerator<StoredObject> {
  let last = after;
  for (let marker = after, empty = 0; ;) {
    const { objects, next } = await store.list(prefix, marker);
    const before = last;
    for (const object of objects) {
      if (object.name <= last || !object.name.startsWith(prefix)) continue;
      last = object.name;
      yield object;
    }
    if (next === undefined) return;
    empty = last === before ? empty + 1 : 0;
    if (next <= marker || empty > MAX_EMPTY_PAGES) {
      throw new Error(`The list of ${prefix} must come to its end (got no further than ${JSON.stringify(next)})`);
    }
    marker = next;
  }
}

/** Pages without a further object, one after the other, after which a list is taken to have no end. */
const MAX_EMPTY_PAGES = 20;
