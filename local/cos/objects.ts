/** Limit of a request body. Objects and code packages are the largest bodies; COS accepts larger objects. */
export const MAX_OBJECT_BYTES = 256 * 1024 * 1024;

/** An object in COS. */
export interface StoredObject {
  readonly body: Buffer;
  readonly contentType: string;
  /** MD5 in quotes, as COS writes it. */
  readonly etag: string;
  readonly lastModified: Date;
  /** `x-cos-meta-*` headers. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** Objects by key. Keeps the keys sorted: a bucket may hold hundreds of thousands, and a list returns a thousand. */
export class Objects extends Map<string, StoredObject> {
  /** Sorted keys; may contain deleted ones. */
  #sorted: string[] = [];
  /** Keys that are not in `#sorted` yet. */
  #added = new Set<string>();
  /** Deleted keys of `#sorted`. */
  #deleted = new Set<string>();

  /** Called for every object that is written or deleted. */
  onChange: (key: string, object?: StoredObject) => void = () => {};

  override set(key: string, object: StoredObject): this {
    this.onChange(key, object);
    if (!this.has(key) && !this.#deleted.delete(key)) this.#added.add(key);
    return super.set(key, object);
  }

  override delete(key: string): boolean {
    if (this.has(key)) this.onChange(key);
    if (this.has(key) && !this.#added.delete(key)) this.#deleted.add(key);
    return super.delete(key);
  }

  override clear(): void {
    super.clear();
    [this.#sorted, this.#added, this.#deleted] = [[], new Set(), new Set()];
  }

  /** Keys that begin with `prefix` and come after `marker`, in order, `limit` at most. */
  keysAfter(prefix: string, marker: string, limit: number): string[] {
    this.#merge();
    const found: string[] = [];
    const begin = marker < prefix ? prefix : marker;
    for (let index = this.#indexOf(begin); index < this.#sorted.length && found.length < limit; index++) {
      const key = this.#sorted[index]!;
      if (!key.startsWith(prefix)) break;
      if (key > marker && !this.#deleted.has(key)) found.push(key);
    }
    return found;
  }

  #merge(): void {
    if (this.#added.size === 0 && this.#deleted.size <= this.#sorted.length / 2) return;
    const added = [...this.#added].sort();
    const merged: string[] = [];
    let next = 0;
    for (const key of this.#sorted) {
      if (this.#deleted.has(key)) continue;
      while (next < added.length && added[next]! < key) merged.push(added[next++]!);
      merged.push(key);
    }
    while (next < added.length) merged.push(added[next++]!);
    this.#sorted = merged;
    [this.#added, this.#deleted] = [new Set(), new Set()];
  }

  /** Index of the first key that is not before this one. */
  #indexOf(key: string): number {
    let [low, high] = [0, this.#sorted.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#sorted[middle]! < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
