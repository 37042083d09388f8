import type { Delivery } from "../ci/delivery";
import type { LocalCloud } from "../cloud";
import { destinationOf } from "./addresses";
import type { Inboxes } from "./inboxes";
import type { CallbackRow, Outcome } from "./protocol";
import { summarize } from "./row";

/** A recorded callback. */
export interface Recorded {
  readonly delivery: Delivery;
  row: CallbackRow;
  /** Revision of the last change of the row; counts up over all rows. */
  revision: number;
}

/** Statistics of the callbacks to one host or topic. */
export interface Traffic {
  count: number;
  lastStatus: string;
}

/** Keeps the latest callbacks and their outcomes. */
export class Recorder {
  /** By id, oldest first. */
  readonly #kept = new Map<string, Recorded>();
  readonly #stopListening: () => void;
  /** Traffic by host, and by address of a topic, of all callbacks since the start. */
  readonly traffic = new Map<string, Traffic>();
  #lastOrder = 0;
  #revision = 0;
  #droppedRevision = 0;

  /** @param limit maximum number of callbacks that are kept */
  constructor(
    cloud: Pick<LocalCloud, "deliveries" | "onDelivery">,
    private readonly inboxes: Pick<Inboxes, "outcomeOf" | "entriesOf" | "all">,
    private readonly limit: number,
  ) {
    for (const delivery of cloud.deliveries.slice(-limit)) this.#record(delivery);
    this.#stopListening = cloud.onDelivery((delivery) => this.#record(delivery));
  }

  /** Revision of the last change. */
  get revision(): number {
    return this.#revision;
  }

  find(id: string): Recorded | undefined {
    return this.#kept.get(id);
  }

  /** Number of kept callbacks by outcome. */
  outcomes(): Partial<Record<Outcome, number>> {
    const counts: Partial<Record<Outcome, number>> = {};
    for (const { row } of this.#kept.values()) counts[row.outcome] = (counts[row.outcome] ?? 0) + 1;
    return counts;
  }

  /** Rows that changed after a revision, in the order of their changes; `undefined` if some of them were dropped. */
  since(revision: number): readonly Recorded[] | undefined {
    if (revision < this.#droppedRevision || revision > this.#revision) return undefined;
    return byRevision([...this.#kept.values()].filter((recorded) => recorded.revision > revision));
  }

  /** All rows, in the order of their changes. */
  all(): readonly Recorded[] {
    return byRevision([...this.#kept.values()]);
  }

  /** Updates the outcomes of callbacks that durable delivery has not finished. */
  refresh(): void {
    const inboxes = this.inboxes.all();
    for (const recorded of this.#kept.values()) {
      const { key, outcome } = recorded.row;
      if (key === undefined || (outcome !== "waiting" && outcome !== "dead")) continue;
      const newOutcome = this.inboxes.outcomeOf(key, inboxes) ?? outcome;
      const knownEntries = recorded.row.entries ?? 0;
      const entries = outcome === "waiting" ? this.inboxes.entriesOf(key, knownEntries, inboxes) : knownEntries;
      if (newOutcome === outcome && entries === knownEntries) continue;
      recorded.row = { ...recorded.row, outcome: newOutcome, entries };
      recorded.revision = ++this.#revision;
    }
  }

  close(): void {
    this.#stopListening();
  }

  #record(delivery: Delivery): void {
    const row = summarize(delivery, ++this.#lastOrder, this.inboxes);
    this.#kept.set(row.id, { delivery, row, revision: ++this.#revision });
    this.#count(delivery);
    if (this.#kept.size <= this.limit) return;
    for (const [oldest, { revision }] of this.#kept) {
      this.#kept.delete(oldest);
      this.#droppedRevision = Math.max(this.#droppedRevision, revision);
      return;
    }
  }

  #count({ url, status, error }: Delivery): void {
    const destination = destinationOf(url) ?? url;
    const traffic = this.traffic.get(destination) ?? { count: 0, lastStatus: "" };
    traffic.count++;
    traffic.lastStatus = String(status ?? error ?? "");
    this.traffic.set(destination, traffic);
  }
}

function byRevision(recorded: Recorded[]): readonly Recorded[] {
  return recorded.sort((a, b) => a.revision - b.revision);
}
