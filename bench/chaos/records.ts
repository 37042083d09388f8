/** Complete record of what happened in a world. */
import type { Entry } from "../../handler/delivery/durable/entry";

/** An outcome whose recording the journal confirmed to a worker. */
export interface RecordedOutcome {
  /** Number of redrives before it. */
  readonly round: number;
  readonly slot: number;
  readonly kind: "done" | "dead";
}

/** A run of user code. */
export interface Run {
  readonly key: string;
  /** Journal entries at the start of the run. */
  readonly entries: readonly Entry[];
  /** Whether the job had ended. */
  readonly isEnded: boolean;
  /** Source of the data that user code got: a callback, CI's answer to a query, or a forger. */
  readonly via: string;
  /** Whether CI had sent a callback for the job. */
  readonly isCalled: boolean;
  /** Whether an outcome was recorded, without a redrive since. */
  readonly isLate: boolean;
}

export class Records {
  /** Keys for which CI sent a callback, whether answered or not. */
  readonly called = new Set<string>();
  /** Keys whose sender was answered 200. */
  readonly accepted = new Set<string>();
  readonly runs: Run[] = [];
  readonly outcomes = new Map<string, RecordedOutcome[]>();
  /** Calls of the alarm, by key. */
  readonly alarms = new Map<string, number>();
  /** Runs whose begin the journal confirmed to a worker in time, by key. */
  readonly expected = new Map<string, number>();
  /** Names of objects that an operator removed. */
  readonly purged = new Set<string>();
  /** Maximum number of runs of user code recorded as begun between two redrives, by key. */
  readonly mostBegun = new Map<string, number>();
  /** Number of claims and redrives that were written, by key. */
  readonly claims = new Map<string, number>();
  readonly redrives = new Map<string, number>();
  readonly #written = new Set<string>();
  readonly #begun = new Map<string, number>();
  /** Keys with an outcome and no redrive since. */
  readonly #over = new Set<string>();

  /** Called for each journal entry that is written, even if another entry replaces it. */
  entryWritten(key: string, { kind, nonce }: Entry): void {
    if (this.#written.has(nonce)) return; // a redrive writes existing entries again
    this.#written.add(nonce);
    if (kind === "claim") count(this.claims, key);
    if (kind === "redrive") {
      count(this.redrives, key);
      this.#begun.set(key, 0);
      this.#over.delete(key);
    }
    if (kind !== "begin") return;
    const begun = count(this.#begun, key);
    this.mostBegun.set(key, Math.max(begun, this.mostBegun.get(key) ?? 0));
  }

  outcomeRecorded(key: string, outcome: Omit<RecordedOutcome, "round">): void {
    const round = this.redrives.get(key) ?? 0;
    this.outcomes.set(key, [...(this.outcomes.get(key) ?? []), { ...outcome, round }]);
    this.#over.add(key);
  }

  runBegins(run: Omit<Run, "isCalled" | "isLate">): void {
    this.runs.push({ ...run, isCalled: this.called.has(run.key), isLate: this.#over.has(run.key) });
  }

  alarmRaised(key: string): void {
    count(this.alarms, key);
  }

  runExpected(key: string): void {
    count(this.expected, key);
  }
}

function count(counts: Map<string, number>, key: string): number {
  const more = (counts.get(key) ?? 0) + 1;
  counts.set(key, more);
  return more;
}
