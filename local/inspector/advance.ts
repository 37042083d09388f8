/**
 * Advances time for callbacks that wait in durable delivery. The clock of this machine, which the functions read, does
 * not change. Instead, this moves the due times of the callbacks into the past and calls the workers, as COS events and
 * the sweeper do.
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
      const called = await this.#advanceBy(Infinity, key);
      if (called === 0) throw new InputError(`callback ${key} is not waiting`, "notWaiting");
      return { called, waiting: this.#waiting() };
    }
    if (!flag(input, "drain"))
      return { called: await this.#advanceBy(number(input, "ms", 0, 1, MAX_MS)), waiting: this.#waiting() };
    let called = 0;
    const end = Date.now() + DRAIN_MS;
    while (this.#waiting() > 0 && Date.now() < end && !this.closing.aborted) {
      called += await this.#advanceBy(Infinity);
      await this.#isIdle();
    }
    return { called, waiting: this.#waiting() };
  }

  /** Advances time for one callback, or for all; returns the number of callbacks that are due. */
  async #advanceBy(ms: number, onlyKey?: string): Promise<number> {
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
        if (!(await this.#moveDueTime(inbox, key, ms, isIdle))) continue;
        const content = await store.get(name);
        if (!content) continue; // a worker has finished it meanwhile
        await store.put(name, content);
        called++;
      }
    }
    return called;
  }

  /** Moves the due time of a callback; true if it is due now. */
  async #moveDueTime(inbox: Inbox, key: string, ms: number, isIdle: boolean): Promise<boolean> {
    const { store, journal } = this.inboxes.open(inbox);
    const entries = await journal.read(key);
    const { phase, until } = progressOf(entries);
    if (phase === "new") return true;
    if (phase === "done" || phase === "dead" || (phase !== "waiting" && !isIdle)) return false;
    const now = Date.now();
    const newDueTime = Math.max(until - ms, Math.min(until, now) - 1);
    const slot = entries.findLastIndex((entry) => dueIn(entry) !== undefined) + 1;
    const entry = entries[slot - 1];
    if (!entry) return false;
    const name = journalName(key, slot);
    await store.put(name, sealed({ ...withDue(entry, newDueTime), name }));
    return newDueTime <= now;
  }

  /** Whether all calls and events end within `IDLE_MS`. */
  async #isIdle(): Promise<boolean> {
    const waiting = new AbortController();
    const timedOut = setTimeout(IDLE_MS, false, { signal: waiting.signal }).catch(() => false);
    try {
      return await Promise.race([this.cloud.idle().then(() => true), timedOut]);
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
