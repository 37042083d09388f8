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
  list(prefix: string, after: string): Promise<readonly StoredObject[]>;
}

/** An object in a list. */
export interface StoredObject {
  readonly name: string;
  /** When it was written, in milliseconds since 1970, by the store's clock. */
  readonly modifiedAt: number;
}

/** Time, so that it can be had faster than it passes. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  sleep(ms: number): Promise<void>;
}

/** Time as it passes. */
export const SYSTEM_CLOCK: Clock = {
  now: Date.now,
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
};

/** Every object of a list, page by page: no more than one page is held. */
export async function* listAll(store: Store, prefix: string, after = ""): AsyncGenerator<StoredObject> {
  for (let last = after; ;) {
    const page = await store.list(prefix, last);
    if (page.length === 0) return;
    yield* page;
    last = page.at(-1)!.name;
  }
}
