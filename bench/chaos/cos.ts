import type { StoredPage } from "../../handler/delivery/durable/store";
import type { Random } from "./random";
import type { Scheduler } from "./scheduler";

/** In what way the store is worse than one would like. */
export interface CosTraits {
  /**
   * Milliseconds that may pass between the look whether an object exists and its creation: two creations in that time
   * both succeed, and the later one stays. 0 for none.
   */
  readonly raceMs: number;
  /** Milliseconds after which a written object shows in lists; a deleted one shows as long. */
  readonly listLagMs: number;
  /** Creations of which names are never refused, as in a bucket with versioning. */
  readonly ignoresCondition: (name: string) => boolean;
}

interface Version {
  readonly content: Uint8Array;
  readonly at: number;
}

const PAGE = 3; // small, so that lists have pages

/** An object store in memory with COS's weaknesses. */
export class SimulatedCos {
  readonly #objects = new Map<string, Version>();
  /** Deleted lately, so still listed. */
  readonly #ghosts = new Map<string, Version>();

  constructor(
    private readonly scheduler: Scheduler,
    private readonly random: Random,
    readonly traits: CosTraits,
    /** Called after every object that was written. */
    private readonly onWrite: (name: string) => void,
  ) {}

  async create(name: string, content: string | Uint8Array): Promise<boolean> {
    if (this.#objects.has(name) && !this.traits.ignoresCondition(name)) return false;
    if (this.traits.raceMs > 0) await this.scheduler.sleep(this.random.between(0, this.traits.raceMs));
    this.put(name, content);
    return true;
  }

  put(name: string, content: string | Uint8Array): void {
    this.#objects.set(name, { content: Buffer.from(content), at: this.scheduler.now });
    this.onWrite(name);
  }

  get(name: string): Uint8Array | undefined {
    return this.#objects.get(name)?.content;
  }

  delete(name: string): void {
    const old = this.#objects.get(name);
    if (old) this.#ghosts.set(name, { ...old, at: this.scheduler.now });
    this.#objects.delete(name);
  }

  list(prefix: string, after: string): StoredPage {
    const { listLagMs } = this.traits;
    const lagging = (at: number): boolean => this.scheduler.now - at < listLagMs && this.random.chance(0.5);
    const seen = new Map<string, Version>();
    for (const [name, version] of this.#objects) if (!lagging(version.at)) seen.set(name, version);
    for (const [name, version] of this.#ghosts) {
      if (lagging(version.at) && !this.#objects.has(name)) seen.set(name, version);
    }
    const all = [...seen]
      .filter(([name]) => name.startsWith(prefix) && name > after)
      .sort(([a], [b]) => (a < b ? -1 : 1));
    const objects = all
      .slice(0, PAGE)
      .map(([name, { content, at }]) => ({ name, modifiedAt: at, size: content.length }));
    return { objects, next: all.length > PAGE ? objects.at(-1)!.name : undefined };
  }

  /** What is there, without delay or fault. */
  names(prefix: string): string[] {
    return [...this.#objects.keys()].filter((name) => name.startsWith(prefix));
  }
}
