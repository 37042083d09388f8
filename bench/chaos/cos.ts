import type { StoredPage } from "../../handler/delivery/durable/store";
import type { Random } from "./random";
import type { Scheduler } from "./scheduler";

/** Weaknesses of the simulated store. */
export interface CosTraits {
  /**
   * Milliseconds between the check whether an object exists and its creation: two creations in that time both succeed,
   * and the later one stays. 0 for none.
   */
  readonly raceMs: number;
  /** Milliseconds after which a written object appears in lists; a deleted object stays listed as long. */
  readonly listLagMs: number;
  /** Milliseconds during which a read may return the previous content, or nothing. */
  readonly oldReadMs: number;
  /** Whether a page of a list may be empty, or repeat objects of the previous page. */
  readonly oddPages: boolean;
  /** Names whose creation is never refused, as in a bucket with versioning. */
  readonly ignoresCondition: (name: string) => boolean;
  /** Names of objects that keep their age when they are written again. */
  readonly keepsAge: (name: string) => boolean;
}

interface Version {
  readonly content: Uint8Array;
  readonly at: number;
  /** Start of its age. */
  readonly bornAt: number;
  /** Previous content. */
  readonly before?: Uint8Array;
}

const PAGE = 3; // small, so that lists have several pages

/** An in-memory object store with COS's weaknesses. */
export class SimulatedCos {
  readonly #objects = new Map<string, Version>();
  /** Recently deleted, so still listed. */
  readonly #deleted = new Map<string, Version>();
  /** Removed by a lifecycle rule. */
  readonly #expired = new Map<string, Uint8Array>();

  constructor(
    private readonly scheduler: Scheduler,
    private readonly random: Random,
    readonly traits: CosTraits,
    /** Called after each write. */
    private readonly onWrite: (name: string) => void,
  ) {}

  async create(name: string, content: string | Uint8Array): Promise<boolean> {
    if (this.#objects.has(name) && !this.traits.ignoresCondition(name)) return false;
    if (this.traits.raceMs > 0) await this.scheduler.sleep(this.random.between(0, this.traits.raceMs));
    this.put(name, content);
    return true;
  }

  put(name: string, content: string | Uint8Array): void {
    const old = this.#objects.get(name);
    const { now } = this.scheduler;
    const bornAt = old && this.traits.keepsAge(name) ? old.bornAt : now;
    this.#objects.set(name, { content: Buffer.from(content), at: now, bornAt, before: old?.content });
    this.#expired.delete(name);
    this.onWrite(name);
  }

  get(name: string): Uint8Array | undefined {
    return this.#objects.get(name)?.content;
  }

  delete(name: string): void {
    const old = this.#objects.get(name);
    if (old) this.#deleted.set(name, { ...old, at: this.scheduler.now });
    this.#objects.delete(name);
  }

  /** Age in milliseconds for a lifecycle rule. */
  ageOf(name: string): number {
    return this.scheduler.now - this.#objects.get(name)!.bornAt;
  }

  /** A lifecycle rule removes an object. */
  expire(name: string): void {
    this.#expired.set(name, this.#objects.get(name)!.content);
    this.#objects.delete(name);
  }

  /** Content of an object, also of an expired one. */
  find(name: string): Uint8Array | undefined {
    return this.get(name) ?? this.#expired.get(name);
  }

  list(prefix: string, after: string): StoredPage {
    const { listLagMs } = this.traits;
    const lagging = (at: number): boolean => this.scheduler.now - at < listLagMs && this.random.chance(0.5);
    const seen = new Map<string, Version>();
    for (const [name, version] of this.#objects) if (!lagging(version.at)) seen.set(name, version);
    for (const [name, version] of this.#deleted) {
      if (lagging(version.at) && !this.#objects.has(name)) seen.set(name, version);
    }
    const all = [...seen]
      .filter(([name]) => name.startsWith(prefix) && name > after)
      .sort(([a], [b]) => (a < b ? -1 : 1));
    const next = all[0]?.[0].slice(0, -1) ?? "";
    if (this.traits.oddPages && next > after && this.random.chance(0.2)) return { objects: [], next };
    const objects = all
      .slice(0, PAGE)
      .map(([name, { content, at }]) => ({ name, modifiedAt: at, size: content.length }));
    // The marker of an overlapping page lies before the page's end.
    const overlaps = this.traits.oddPages && objects.length > 1 && this.random.chance(0.3);
    return { objects, next: all.length > PAGE ? objects.at(overlaps ? -2 : -1)!.name : undefined };
  }

  /** Content for a reader, which may be stale. */
  read(name: string): Uint8Array | undefined {
    const version = this.#objects.get(name);
    const isOld = version && this.scheduler.now - version.at < this.traits.oldReadMs && this.random.chance(0.3);
    return isOld ? version.before : version?.content;
  }

  /** Current content, without delay or fault. */
  names(prefix: string): string[] {
    return [...this.#objects.keys()].filter((name) => name.startsWith(prefix));
  }
}
