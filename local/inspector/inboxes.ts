/** Durable delivery for operators: read from the cloud's memory, so that faults on COS do not affect the inspector. */
import { DEFAULT_PREFIX, DEFAULT_RETRY, DURABLE_ENV, readRetry } from "../../handler/delivery/durable/config";
import type { Entry, RetryPolicy } from "../../handler/delivery/durable/entry";
import { openEnvelope } from "../../handler/delivery/durable/envelope";
import { createJournal } from "../../handler/delivery/durable/journal";
import type { Journal } from "../../handler/delivery/durable/journal";
import { archiveName, inboxName, journalName, keyOfInboxName } from "../../handler/delivery/durable/names";
import { listCallbacks, redrive } from "../../handler/delivery/durable/operations";
import type { RedriveResult } from "../../handler/delivery/durable/operations";
import { UnreadableError } from "../../handler/delivery/durable/seal";
import { SYSTEM_CLOCK } from "../../handler/delivery/durable/store";
import type { Store } from "../../handler/delivery/durable/store";
import type { LocalCloud } from "../cloud";
import type { Outcome } from "./protocol";

/** The part of a cloud that holds inboxes. */
export type InboxCloud = Pick<LocalCloud, "resources" | "buckets" | "putObject" | "deleteObject">;

/** Location of a durable pipeline's callbacks. */
export interface Inbox {
  readonly bucket: string;
  readonly prefix: string;
  readonly retry: RetryPolicy;
}

export class Inboxes {
  constructor(private readonly cloud: InboxCloud) {}

  /** The inboxes in the configuration of deployed functions. */
  all(): Inbox[] {
    const inboxes = new Map<string, Inbox>();
    for (const { type, attributes } of this.cloud.resources) {
      if (type !== "tencentcloud_scf_function") continue;
      const environment = (attributes["environment"] ?? {}) as Readonly<Record<string, string>>;
      const bucket = environment[DURABLE_ENV.inboxBucket];
      const prefix = environment[DURABLE_ENV.inboxPrefix] || DEFAULT_PREFIX;
      const retry = environment[DURABLE_ENV.retry];
      const name = `${bucket}/${prefix}`;
      if (bucket && (retry || !inboxes.has(name))) inboxes.set(name, { bucket, prefix, retry: policyIn(retry) });
    }
    return [...inboxes.values()];
  }

  /** Outcome of a callback; `undefined` if no inbox has it. */
  outcomeOf(key: string, inboxes = this.all()): Extract<Outcome, "done" | "unrouted" | "waiting" | "dead"> | undefined {
    for (const { bucket, prefix } of inboxes) {
      const objects = this.#objects(bucket);
      const done = objects.get(prefix + archiveName("done", key));
      if (done) return isUnrouted(done.body, key) ? "unrouted" : "done";
      const hasEntry = (slot: number): boolean => objects.has(prefix + journalName(key, slot));
      for (let round = 0; round === 0 || hasEntry(round); round++)
        if (objects.has(prefix + archiveName("dead", key, round))) return "dead";
      if (objects.has(prefix + inboxName(key)) || hasEntry(1)) return "waiting";
    }
    return undefined;
  }

  /** Number of entries in a callback's journal. @param knownCount number of entries that exist for certain */
  entriesOf(key: string, knownCount = 0, inboxes = this.all()): number {
    let entries = knownCount;
    for (const { bucket, prefix } of inboxes) {
      const objects = this.#objects(bucket);
      while (objects.has(prefix + journalName(key, entries + 1))) entries++;
    }
    return entries;
  }

  /** The key of the callback that an inbox object holds. */
  keyOfObject(path: string): string | undefined {
    const inbox = this.all().find(({ bucket, prefix }) => path.startsWith(`${bucket}/${prefix}`));
    return inbox && keyOfInboxName(path.slice(inbox.bucket.length + 1 + inbox.prefix.length));
  }

  /** Number of callbacks in each folder of an inbox. */
  counts({ bucket, prefix }: Pick<Inbox, "bucket" | "prefix">): Readonly<Record<"inbox" | "dead" | "done", number>> {
    const counts = { inbox: 0, dead: 0, done: 0 };
    for (const name of this.#objects(bucket).keys()) {
      if (!name.startsWith(prefix)) continue;
      const folder = name.slice(prefix.length, name.indexOf("/", prefix.length));
      if (Object.hasOwn(counts, folder)) counts[folder as keyof typeof counts]++;
    }
    return counts;
  }

  /** Journal of a callback, oldest entry first, and the retry policy that applies to it. */
  async journalOf(key: string): Promise<{ readonly entries: readonly Entry[]; readonly retry: RetryPolicy }> {
    for (const inbox of this.all()) {
      const entries = await this.open(inbox).journal.read(key);
      if (entries.length > 0) return { entries, retry: inbox.retry };
    }
    return { entries: [], retry: DEFAULT_RETRY };
  }

  /** Redrives dead callbacks: those with these keys, or all. */
  async redrive(keys?: readonly string[]): Promise<{ readonly key: string; readonly result: RedriveResult }[]> {
    const results = new Map<string, RedriveResult>((keys ?? []).map((key) => [key, "not dead"]));
    for (const inbox of this.all()) {
      const { store, journal } = this.open(inbox);
      const dead = new Set<string>();
      for await (const { key } of listCallbacks(store, "dead")) if (!keys || keys.includes(key)) dead.add(key);
      for (const key of dead) results.set(key, await redrive(store, journal, key));
    }
    return [...results].map(([key, result]) => ({ key, result }));
  }

  /** Store and journal of an inbox, without the faults of the cloud. */
  open(inbox: Inbox): { readonly store: Store; readonly journal: Journal } {
    const store = this.#store(inbox);
    return { store, journal: createJournal({ store, clock: SYSTEM_CLOCK, settleMs: 0 }) };
  }

  #objects(bucket: string): ReadonlyMap<string, { readonly body: Buffer; readonly lastModified: Date }> {
    return this.cloud.buckets.find(({ name }) => name === bucket)?.objects ?? new Map<string, never>();
  }

  #store({ bucket, prefix }: Pick<Inbox, "bucket" | "prefix">): Store {
    const objects = this.#objects(bucket);
    const put: Store["put"] = (name, content) => Promise.resolve(this.cloud.putObject(bucket, prefix + name, content));
    return {
      put,
      create: async (name, content) => {
        if (objects.has(prefix + name)) return false;
        await put(name, content);
        return true;
      },
      get: (name) => Promise.resolve(objects.get(prefix + name)?.body),
      delete: (name) => Promise.resolve(this.cloud.deleteObject(bucket, prefix + name)),
      list: (namePrefix, after) => {
        const names = [...objects.keys()].filter(
          (name) => name.startsWith(prefix + namePrefix) && name > prefix + after,
        );
        const page = names.sort().map((name) => {
          const { body, lastModified } = objects.get(name)!;
          return { name: name.slice(prefix.length), modifiedAt: lastModified.getTime(), size: body.length };
        });
        return Promise.resolve({ objects: page });
      },
    };
  }
}

/** The default for an invalid policy: the functions refuse to start with it and report it. */
function policyIn(text: string | undefined): RetryPolicy {
  try {
    return readRetry(text);
  } catch {
    return DEFAULT_RETRY;
  }
}

/** Whether a done callback matched no route. An unreadable archive counts as no. */
function isUnrouted(archive: Uint8Array, key: string): boolean {
  try {
    return openEnvelope(archive, key).head.outcome?.unrouted === true;
  } catch (error) {
    if (error instanceof UnreadableError) return false;
    throw error;
  }
}
