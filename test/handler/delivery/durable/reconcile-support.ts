import { CiApiError } from "../../../../api/errors";
import type { CiHistory, CiItem } from "../../../../handler/delivery/durable/ci-history";
import type { ReconcileOptions } from "../../../../handler/delivery/durable/reconcile";
import type { ReconcileProgress } from "../../../../handler/delivery/durable/watermarks";
import { MemoryStore } from "./memory-store";

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const always = (): boolean => true;
export const busy = new CiApiError(429, "SlowDown", "too many calls", "", "GET /jobs");

/** A job; its reference is its key. */
export interface TestItem extends Pick<CiItem, "key" | "createdAt" | "endedAt"> {
  readonly tag?: string;
  /** @default a body that contains the key */
  readonly body?: () => Promise<string | undefined>;
}

export function setUp(items: (now: number) => readonly TestItem[], tags: readonly string[] = ["A"]) {
  const store = new MemoryStore();
  const begin = store.now;
  const listCalls: [tag: string, from: number, to: number][] = [];
  const lookups: string[] = [];
  const failures: string[] = [];
  const all = (): CiItem[] =>
    items(begin).map((item) => ({
      ref: item.key,
      body: () => Promise.resolve(`body of ${item.key}`),
      ...item,
    }));
  const history: CiHistory = {
    sources: tags.map((name) => ({
      name,
      list: async function* (from, to) {
        listCalls.push([name, from, to]);
        await Promise.resolve();
        for (const item of all()) {
          const { tag = "A" } = item as TestItem;
          if (tag === name && item.createdAt >= from && item.createdAt <= to) yield item;
        }
      },
    })),
    get: (ref) => {
      lookups.push(ref);
      return Promise.resolve(all().find((item) => item.ref === ref));
    },
  };
  const options: ReconcileOptions = {
    ...{ store, clock: store.clock, history, graceMs: 30_000, maxAgeMs: 48 * HOUR, lookBackMs: 10 * MINUTE },
    onFailure: (source) => failures.push(source),
  };
  const since = (at: number, more: Partial<ReconcileProgress> = {}): ReconcileProgress => ({
    ...{ at: begin, cursors: Object.fromEntries(tags.map((tag) => [tag, at])), open: [] },
    ...more,
  });
  return { store, begin, listCalls, lookups, failures, options, since };
}
