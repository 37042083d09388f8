import { describe, expect, it } from "vitest";
import { packEnvelope } from "../../../../handler/delivery/durable/envelope";
import { createJournal } from "../../../../handler/delivery/durable/journal";
import { sweep } from "../../../../handler/delivery/durable/sweeper";
import type { SweepProgress } from "../../../../handler/delivery/durable/sweeper";
import { MemoryStore } from "./memory-store";

const MAX_IN_FLIGHT = 50;
const retry = { maxAttempts: 3, firstDelayMs: 1000, maxDelayMs: 60_000 };

/** An inbox in which callbacks have waited for an hour, and workers that remove their callback. */
function setUp(count: number, succeeds: (name: string) => boolean = () => true) {
  const store = new MemoryStore(100);
  for (let index = 0; index < count; index++) {
    const key = `k${1000 + index}`;
    const head = { key, source: "callback", receivedAt: store.now, headers: {} } as const;
    store.write(`inbox/${key}`, packEnvelope({ head, body: Buffer.from("x") }));
  }
  store.now += 3_600_000;
  let [calls, maxInFlight] = [0, 0];
  const working = new Set<string>();
  const put = store.put.bind(store);
  store.put = async (name, content) => {
    await put(name, content);
    calls++;
    working.add(name);
    maxInFlight = Math.max(maxInFlight, working.size);
  };
  const sleep = store.clock.sleep.bind(store.clock);
  store.clock.sleep = (ms) => {
    for (const name of working) {
      if (!succeeds(name)) continue;
      store.objects.delete(name);
      working.delete(name);
    }
    return sleep(ms);
  };
  const progress: SweepProgress[] = [];
  const options = {
    ...{ store, clock: store.clock, journal: createJournal({ store, clock: store.clock, settleMs: 0 }), retry },
    ...{
      graceMs: 30_000,
      maxInFlight: MAX_IN_FLIGHT,
      onProgress: (update: SweepProgress) => void progress.push(update),
    },
  };
  return { store, options, progress, stats: () => ({ calls, maxInFlight }) };
}

describe("a backlog", () => {
  it("is processed in one sweep, within the limit of concurrent workers", async () => {
    const { store, options, stats } = setUp(700);
    const result = await sweep(options, "", () => true);
    expect(result).toMatchObject({ waiting: 700, isCounted: true, nudged: 700, next: undefined });
    expect(result.drained).toBeGreaterThan(700 - 2 * MAX_IN_FLIGHT);
    expect(stats().calls).toBe(700);
    expect(stats().maxInFlight).toBeLessThanOrEqual(MAX_IN_FLIGHT);
    expect(store.names("inbox/").length).toBeLessThanOrEqual(MAX_IN_FLIGHT);
  });

  it("stops calling workers if none makes progress, counts the rest, and resumes there the next time", async () => {
    const { options, stats } = setUp(700, () => false);
    const first = await sweep(options, "", () => true);
    expect(first).toMatchObject({ waiting: 700, isCounted: true, drained: 0 });
    expect(stats().calls).toBeLessThan(3 * MAX_IN_FLIGHT);
    const called = stats().calls;
    const second = await sweep(options, first.next!, () => true);
    expect(second.waiting).toBe(700);
    expect(stats().calls).toBeGreaterThan(called);
  });

  it("continues past callbacks whose workers fail", async () => {
    const { options, stats } = setUp(700, (name) => Number(name.slice(-1)) > 0);
    const result = await sweep(options, "", () => true);
    expect(stats().calls).toBe(700);
    expect(result.drained).toBeGreaterThan(500);
  });

  it("reports progress, and an incomplete count if the time runs out", async () => {
    const { options, progress, store } = setUp(700, () => false);
    let checksLeft = 300;
    const result = await sweep(options, "", () => {
      store.now += 200;
      return checksLeft-- > 0;
    });
    expect(result.isCounted).toBe(false);
    expect(result.waiting).toBeLessThan(700);
    expect(progress.length).toBeGreaterThan(1);
  });
});
