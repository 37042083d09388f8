import { describe, expect, it } from "vitest";
import type { CiHistory } from "../../../../handler/delivery/durable/ci-history";
import type { DurableConfig } from "../../../../handler/delivery/durable/config";
import { packEnvelope } from "../../../../handler/delivery/durable/envelope";
import { accept } from "../../../../handler/delivery/durable/inbox";
import { createJournal } from "../../../../handler/delivery/durable/journal";
import { sweeperFunction } from "../../../../handler/delivery/durable/sweeper-function";
import { MemoryStore } from "./memory-store";

const STATE = "state/sweeper";
const LIMIT_MS = 300_000;
const config: DurableConfig = {
  inbox: { bucket: "inbox-1250000000", region: "ap-guangzhou" },
  prefix: "ci-callbacks/",
  retry: { maxAttempts: 3, firstDelayMs: 1000, maxDelayMs: 1000 },
  settleMs: 0,
  slackMs: 30_000,
};

function setUp(history?: CiHistory) {
  const store = new MemoryStore();
  const journal = createJournal({ store, clock: store.clock, settleMs: 0 });
  const lines: { level: string; message: string; fields: object }[] = [];
  const write =
    (level: string) =>
    (message: string, fields: object = {}) =>
      void lines.push({ level, message, fields });
  const log = { debug: write("debug"), info: write("info"), warn: write("warn"), error: write("error") };
  const run = sweeperFunction({ config, store, journal, clock: store.clock, history });
  const sweep = (): Promise<object> => run({}, { scf: { time_limit_in_ms: LIMIT_MS }, startedAt: store.now, log });
  return { store, lines, sweep };
}

function envelope(key: string): Uint8Array {
  return packEnvelope({ head: { key, source: "callback", receivedAt: 1, headers: {} }, body: Buffer.from("x") });
}

const state = (store: MemoryStore): { busyUntil: number; ci: { at: number } } =>
  JSON.parse(store.text(STATE)!) as ReturnType<typeof state>;

describe("the sweeper's function", () => {
  it("skips its work during another sweep, and does not wait long for a killed one", async () => {
    const { store, sweep } = setUp();
    store.before = (operation) => {
      if (operation.startsWith("list inbox/")) throw new Error("killed");
      if (store.log.filter((line) => line === `put ${STATE}`).length > 1) throw new Error("killed");
    };
    await expect(sweep()).rejects.toThrow("killed");
    store.before = () => {};
    expect(state(store).busyUntil).toBe(store.now + 15_000);
    expect(await sweep()).toEqual({ status: "busy" });
    store.now += 15_000;
    expect(await sweep()).toMatchObject({ status: "swept" });
    expect(state(store).busyUntil).toBe(0);
  });

  it("does not wait for a sweep whose clock is off by a day", async () => {
    const { store, sweep } = setUp();
    await sweep();
    store.write(STATE, JSON.stringify({ ...state(store), busyUntil: store.now + 86_400_000 }));
    expect(await sweep()).toMatchObject({ status: "swept" });
  });

  it("logs an error if callbacks are due for a quarter of an hour, and not before", async () => {
    const { store, lines, sweep } = setUp();
    const head = { key: "k", source: "callback", receivedAt: store.now, headers: {} } as const;
    await accept(store, { head, body: "{}" });
    const errors = (): string[] => lines.filter(({ level }) => level === "error").map(({ message }) => message);
    store.now += 15 * 60_000;
    await sweep();
    expect(errors()).toEqual([]);
    store.now += 20 * 60_000;
    await sweep();
    expect(errors()).toEqual(["callbacks overdue"]);
  });

  it("reserves time for CI, for an inbox of any length", async () => {
    let listCalls = 0;
    const { store, sweep } = setUp({
      sources: [
        {
          name: "A",
          list: async function* () {
            await Promise.resolve(void listCalls++);
            yield* [];
          },
        },
      ],
      get: () => Promise.resolve(undefined),
    });
    for (let index = 0; index < 50; index++) store.write(`inbox/k${index}`, envelope(`k${index}`));
    store.now += 60_000;
    store.before = (operation) => {
      if (operation.startsWith("get inbox/")) store.now += 4000;
    };
    expect(await sweep()).toMatchObject({ status: "swept" });
    expect(JSON.parse(store.text(STATE)!)).toMatchObject({ after: expect.stringMatching(/^inbox\/k/) as string });
    expect(listCalls).toBe(1);
  });

  it("asks CI even if the inbox cannot be listed, and then fails", async () => {
    let listCalls = 0;
    const { store, lines, sweep } = setUp({
      sources: [
        {
          name: "A",
          list: async function* () {
            await Promise.resolve(void listCalls++);
            yield* [];
          },
        },
      ],
      get: () => Promise.resolve(undefined),
    });
    store.before = (operation) => {
      if (operation.startsWith("list inbox/")) throw new Error("no list");
    };
    await expect(sweep()).rejects.toThrow("The sweep failed");
    expect(listCalls).toBe(1);
    expect(state(store).busyUntil).toBe(0);
    expect(lines.at(-1)).toMatchObject({ message: "sweep", fields: { listed: 0 } });
  });

  it("counts and reports an object that it cannot process", async () => {
    const { store, lines, sweep } = setUp();
    for (const key of ["bad", "good"]) {
      const head = { key, source: "callback", receivedAt: store.now, headers: {} } as const;
      await accept(store, { head, body: Buffer.from("x") });
    }
    store.write("journal/bad/0001", "garbage");
    store.now += 60_000;
    expect(await sweep()).toMatchObject({ waiting: 2, nudged: 1, passedOver: 1 });
    expect(lines[0]).toMatchObject({ level: "error", message: "sweep item failed", fields: { what: "inbox/bad" } });
  });

  it("records the start of reconciliation at its first call", async () => {
    const { store, sweep } = setUp({ sources: [], get: () => Promise.resolve(undefined) });
    const begin = store.now;
    store.before = (operation) => {
      if (operation.startsWith("list inbox/")) throw new Error("killed");
    };
    await expect(sweep()).rejects.toThrow();
    expect(state(store).ci.at).toBe(begin);
  });
});
