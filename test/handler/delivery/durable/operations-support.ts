import { packEnvelope } from "../../../../handler/delivery/durable/envelope";
import { createJournal } from "../../../../handler/delivery/durable/journal";
import { Worker } from "../../../../handler/delivery/durable/worker";
import { MemoryStore } from "./memory-store";

export const error = { name: "Error", message: "no" };
export const retry = { maxAttempts: 1, firstDelayMs: 1000, maxDelayMs: 1000 };

export async function withDeadCallback() {
  const store = new MemoryStore();
  const journal = createJournal({ store, clock: store.clock, settleMs: 0 });
  const head = { key: "k", source: "callback", receivedAt: store.now, headers: {} } as const;
  store.write("inbox/k", packEnvelope({ head, body: Buffer.from("body") }));
  const options = { store, journal, clock: store.clock, retry, leaseMs: 1000 };
  const failing = new Worker({ ...options, run: () => Promise.resolve({ error }) });
  const succeeding = new Worker({ ...options, run: () => Promise.resolve({}) });
  await failing.process("inbox/k");
  return { store, journal, succeeding, failing };
}
