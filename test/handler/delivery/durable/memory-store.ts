import type { Clock, Store, StoredPage } from "../../../../handler/delivery/durable/store";

/** So small that every list has pages. */
const PAGE = 2;

/** A store without faults, and a clock that only advances by sleeping. */
export class MemoryStore implements Store {
  readonly objects = new Map<string, { content: Uint8Array; modifiedAt: number }>();
  /** Operations so far, as `verb name`. */
  readonly log: string[] = [];
  now = Date.UTC(2026, 0, 1);

  constructor(private readonly page = PAGE) {}

  readonly clock: Clock = {
    now: () => this.now,
    elapsed: () => this.now,
    sleep: (ms) => {
      this.now += ms;
      return Promise.resolve();
    },
  };
  /** Called before each operation; an error that it throws fails the operation. */
  before: (operation: string) => void = () => {};

  create(name: string, content: string | Uint8Array): Promise<boolean> {
    return this.#do(`create ${name}`, () => {
      if (this.objects.has(name)) return false;
      this.write(name, content);
      return true;
    });
  }

  put(name: string, content: string | Uint8Array): Promise<void> {
    return this.#do(`put ${name}`, () => this.write(name, content));
  }

  get(name: string): Promise<Uint8Array | undefined> {
    return this.#do(`get ${name}`, () => this.objects.get(name)?.content);
  }

  delete(name: string): Promise<void> {
    return this.#do(`delete ${name}`, () => void this.objects.delete(name));
  }

  list(prefix: string, after: string): Promise<StoredPage> {
    return this.#do(`list ${prefix}`, () => {
      const all = this.names(prefix, after);
      const page = all.slice(0, this.page);
      const objects = page.map((name) => {
        const { content, modifiedAt } = this.objects.get(name)!;
        return { name, modifiedAt, size: content.length };
      });
      return { objects, next: page.length < all.length ? page.at(-1) : undefined };
    });
  }

  /** Sorted names with this prefix, after this name. */
  names(prefix = "", after = ""): string[] {
    const names: string[] = [];
    for (const name of this.objects.keys()) if (name > after && name.startsWith(prefix)) names.push(name);
    return names.sort();
  }

  text(name: string): string | undefined {
    const content = this.objects.get(name)?.content;
    return content && Buffer.from(content).toString("utf8");
  }

  write(name: string, content: string | Uint8Array): void {
    this.objects.set(name, { content: Buffer.from(content), modifiedAt: this.now });
  }

  // eslint-disable-next-line @typescript-eslint/require-await
  async #do<T>(operation: string, effect: () => T): Promise<T> {
    this.log.push(operation);
    this.before(operation);
    return effect();
  }
}
