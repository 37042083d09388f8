import { progressOf } from "../durable/entry";
import type { Journal } from "../durable/journal";
import { archiveName, inboxName } from "../durable/names";
import type { ReconcileOptions } from "../durable/reconcile";
import type { Store } from "../durable/store";

/** Milliseconds after a job's end during which its message may still wait in the topic. */
const GRACE_MS = 15 * 60_000;

/**
 * Settings of the reconciliation for callbacks of a topic. Behind a URL, a journal means that the callback was stored.
 * A callback of a topic may have been claimed and not stored, if the process died and the platform no longer repeats
 * the batch. So it is settled only when it is archived, or when an operator has purged or redriven it.
 */
export function reconcilingTopic({
  store,
  journal,
}: {
  readonly store: Store;
  readonly journal: Journal;
}): Pick<ReconcileOptions, "graceMs" | "isSettled"> {
  return {
    graceMs: GRACE_MS,
    isSettled: async (key) => {
      if (await store.get(archiveName("done", key))) return true;
      const entries = await journal.read(key);
      const { phase, rounds, last } = progressOf(entries);
      const round = rounds.at(-1);
      if (entries.at(-1)?.kind === "purge") return true;
      if (phase === "done") return false; // it is not archived yet
      if (phase === "dead") return (await store.get(archiveName("dead", key, round))) !== undefined;
      // A redrive that was interrupted leaves the dead letter, and the operator repeats it.
      return last?.kind === "redrive" || (round !== 0 && (await store.get(inboxName(key, round))) !== undefined);
    },
  };
}
