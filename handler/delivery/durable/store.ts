import { CallbackError } from "../../errors";

/**
 * Requirements of durable delivery on an object store. COS is one implementation; the tests have others.
 *
 * The only assumption about `list` is that an object appears at some time, since COS calls it eventually consistent.
 * There is no assumption about the order in which two writers' objects appear.
 */
export interface Store {
  /**
   * Creates an object. False if an object of that name exists already; it stays unchanged. It may be the object that an
   * earlier attempt of this call created before its answer was lost.
   */
  create(name: string, content: string | Uint8Array): Promise<boolean>;
  /** Writes an object; replaces an existing one. */
  put(name: string, content: string | Uint8Array): Promise<void>;
  /** An object's content; `undefined` if it does not exist. */
  get(name: string): Promise<Uint8Array | undefined>;
  /** Removes an object; it need not exist. */
  delete(name: string): Promise<void>;
  /**
   * Objects whose names begin with `prefix` and sort after `after`, in the order of their names; the first page of
   * them.
   */
  list(prefix: string, after: string): Promise<StoredPage>;
}

/** A page of a list. */
export interface StoredPage {
  readonly objects: readonly StoredObject[];
  /** Name after which the next page begins; undefined on the last page. A page may be empty without being the last. */
  readonly next?: string;
}

/** An object is larger than any object of this library. */
export class OversizedError extends CallbackError {
  static override readonly name: string = "OversizedError";
}

/** An object in a list. */
export interface StoredObject {
  readonly name: string;
  /** When it was written, in milliseconds since 1970, by the store's clock. */
  readonly modifiedAt: number;
  /** Size in bytes. */
  readonly size: number;
}

/** A clock that tests can replace, so that time passes faster. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Milliseconds since some moment, by a monotonic clock. */
  elapsed(): number;
  sleep(ms: number): Promise<void>;
}

/** The system's clock. */
export const SYSTEM_CLOCK: Clock = {
  now: Date.now,
  elapsed: () => performance.now(),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
};

/**
 * Every object of a list, page by page: at most one page is held in memory. Objects that a page repeats from the
 * previous page are skipped.
 *
 * @throws Error for a list that does not end
 */
export async function* listAll(store: Store, prefix: string, after = ""): AsyncGenerator<StoredObject> {
  let last = after;
  for (let marker = after, empty = 0; ;) {
    const { objects, next } = await store.list(prefix, marker);
    const lastOfPreviousPage = last;
    for (const object of objects) {
      if (object.name <= last || !object.name.startsWith(prefix)) continue;
      last = object.name;
      yield object;
    }
    if (next === undefined) return;
    empty = last === lastOfPreviousPage ? empty + 1 : 0;
    if (next <= marker || empty > MAX_EMPTY_PAGES) {
      throw new Error(`The list of ${prefix} must end (got no entries after ${JSON.stringify(next)})`);
    }
    marker = next;
  }
}

/** After so many consecutive pages without a new object, a list counts as endless. */
const MAX_EMPTY_PAGES = 20;
