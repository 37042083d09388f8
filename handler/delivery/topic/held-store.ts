import type { Store, StoredPage } from "../durable/store";

/**
 * A store that serves some objects from memory. A worker processes a message's callback as if it were in the inbox,
 * without the cost of storing it there first.
 */
export class HeldStore implements Store {
  readonly #held = new Map<string, Uint8Array>();

  constructor(private readonly store: Store) {}

  hold(name: string, content: string | Uint8Array): void {
    this.#held.set(name, Buffer.from(content));
  }

  /** Moves a held object to the store, unless it was deleted or exists there already. @returns whether it was held */
  async release(name: string): Promise<boolean> {
    const content = this.#held.get(name);
    if (!content) return false;
    await this.store.create(name, content);
    return this.#held.delete(name);
  }

  get(name: string): Promise<Uint8Array | undefined> {
    const content = this.#held.get(name);
    return content ? Promise.resolve(content) : this.store.get(name);
  }

  create(name: string, content: string | Uint8Array): Promise<boolean> {
    return this.store.create(name, content);
  }

  put(name: string, content: string | Uint8Array): Promise<void> {
    return this.store.put(name, content);
  }

  async delete(name: string): Promise<void> {
    if (!this.#held.delete(name)) await this.store.delete(name);
  }

  list(prefix: string, after: string): Promise<StoredPage> {
    return this.store.list(prefix, after);
  }
}
