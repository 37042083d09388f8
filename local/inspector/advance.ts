/**
 * Advances time for callbacks that wait in durable delivery. The clock of this machine, which the functions read, does
 * not change: the times at which the callbacks are due are moved into the past, and the workers are called, as the
 * event of COS and the sweeper do it.
 */
import { setTimeout } from "node:timers/promises";
import { progressOf } from "../../handler/delivery/durable/entry";
import type { Entry } from "../../handler/delivery/durable/entry";
import { INBOX, journalName, keyOfInboxName } from "../../handler/delivery/durable/names";
import { sealed } from "../../handler/delivery/durable/seal";
import { listAll } from "../../handler/delivery/durable/store";
import type { LocalCloud } from "../cloud";
import type { Inbox, Inboxes } from "./inboxes";
import { InputError, flag, number, string } from "./input";
import type { Fields } from "./input";
import type { Advanced } from "./protocol";

const MAX_MS = 48 * 3_600_000;
/** Time after which `drain` gives up. */
const DRAIN_MS = 60_000;
/** Time limit for running calls to end. */
const IDLE_MS = 5000;

export class Advance {
  constructor(
    private readonly cloud: Pick<LocalCloud, "idle">,
    private readonly inboxes: Inboxes,
    /** Ends a drain. */
    private readonly closing: AbortSignal,
  ) {}

  async run(input: Fields): Promise<Advanced> {
    if (input["key"] !== undefined) {
      const key = string(input, "key");
      const called = await this.#pass(Infinity, key);
      if (called === 0) throw new InputError(`callback ${key} does not wait`, "notWaiting");
      return { called, waiting: this.#waiting() };
    }
    if (!flag(input, "drain"))
      return { called: await this.#pass(number(input, "ms", 0, 1, MAX_MS)), waiting: this.#waiting() };
    let called = 0;
    const end = Date.now() + DRAIN_MS;
    while (this.#waiting() > 0 && Date.now() < end && !this.closing.aborted) {
      called += await this.#pass(Infinity);
      await this.#isIdle();
    }
    return { called, waiting: this.#waiting() };
  }

  /** Advances time for one callback, or for all; returns the number of callbacks that are due. */
  async #pass(ms: number, onlyKey?: string): Promise<number> {
    // A lease that remains while no function runs belongs to a killed worker.
    const isIdle = await this.#isIdle();
    let called = 0;
    for (const inbox of this.inboxes.all()) {
      const { store } = this.inboxes.open(inbox);
      const names: string[] = [];
      for await (const { name } of listAll(store, INBOX)) names.push(name);
      for (const name of names) {
        const key = keyOfInboxName(name);
        if (key === undefined || (onlyKey !== undefined && key !== onlyKey)) continue;
        if (!(await this.#makeEarlier(inbox, key, ms, isIdle))) continue;
        const content = await store.get(name);
        if (!content) continue; // a worker was faster
        await store.put(name, content);
        called++;
      }
    }
    return called;
  }

  /** Moves the time at which a callback is due; true if it is due now. */
  async #makeEarlier(inbox: Inbox, key: string, ms: number, isIdle: boolean): Promise<boolean> {
    const { store, journal } = this.inboxes.open(inbox);
    const entries = await journal.read(key);
    const { phase, until } = progressOf(entries);
    if (phase === "new") return true;
    if (phase === "done" || phase === "dead" || (phase !== "waiting" && !isIdle)) return false;
    const now = Date.now();
    const earlier = Math.max(until - ms, Math.min(until, now) - 1);
    const slot = entries.findLastIndex((entry) => dueIn(entry) !== undefined) + 1;
    const entry = entries[slot - 1];
    if (!entry) return false;
    const name = journalName(key, slot);
    await store.put(name, sealed({ ...withDue(entry, earlier), name }));
    return earlier <= now;
  }

  /** Whether all calls and events end soon. */
  async #isIdle(): Promise<boolean> {
    const waiting = new AbortController();
    const late = setTimeout(IDLE_MS, false, { signal: waiting.signal }).catch(() => false);
    try {
      return await Promise.race([this.cloud.idle().then(() => true), late]);
    } finally {
      waiting.abort();
    }
  }

  #waiting(): number {
    return this.inboxes.all().reduce((sum, inbox) => sum + this.inboxes.counts(inbox).inbox, 0);
  }
}

function dueIn(entry: Entry): number | undefined {
  if (entry.kind === "failed") return entry.retryAt;
  return entry.kind === "claim" ? entry.until : undefined;
}

function withDue(entry: Entry, due: number): Entry {
  if (entry.kind === "failed") return { ...entry, retryAt: due };
  return entry.kind === "claim" ? { ...entry, until: due } : entry;
}
