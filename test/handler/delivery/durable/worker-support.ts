import { openEnvelope } from "../../../../handler/delivery/durable/envelope";
import { accept } from "../../../../handler/delivery/durable/inbox";
import { createJournal } from "../../../../handler/delivery/durable/journal";
import type { RunResult } from "../../../../handler/delivery/durable/run";
import { Worker } from "../../../../handler/delivery/durable/worker";
import type { WorkerOptions } from "../../../../handler/delivery/durable/worker";
import { MemoryStore } from "./memory-store";

export type Run = WorkerOptions["run"];

export const BODY = Buffer.from("<Response/>");
export const INBOX = "inbox/k";
export const LEASE_MS = 60_000;
export const success: RunResult = {};
export const failure: RunResult = { error: { name: "TypeError", message: "no" } };

export async function setUp(run: Run, more: Partial<WorkerOptions> = {}) {
  const store = new MemoryStore();
  const head = { key: "k", source: "callback", receivedAt: store.now, headers: {} } as const;
  await accept(store, { head, body: BODY });
  const journal = createJournal({ store, clock: store.clock, settleMs: 0 });
  const retry = { maxAttempts: 3, firstDelayMs: 1000, maxDelayMs: 60_000 };
  const options = { store, journal, clock: store.clock, retry, leaseMs: LEASE_MS, run, random: () => 1, ...more };
  return { store, journal, worker: new Worker(options), another: new Worker(options) };
}

export const archived = (store: MemoryStore, name: string) =>
  openEnvelope(store.objects.get(name)!.content, name.slice(name.indexOf("/") + 1));
