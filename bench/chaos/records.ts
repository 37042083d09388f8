/** What happened in a world, as somebody sees it who sees everything. */
import type { Entry } from "../../handler/delivery/durable/entry";

/** An outcome that a worker was told is recorded. */
export interface RecordedOutcome {
  /** Redrives before it. */
  readonly round: number;
  readonly slot: number;
  readonly kind: "done" | "dead";
}

/** A run of user code. */
export interface Run {
  readonly key: string;
  /** Of the journal, when the run begins. */
  readonly entries: readonly Entry[];
  /** Whether the job had ended. */
  readonly isEnded: boolean;
  /** Whose words user code got: those of a callback, CI's answer to a question, or those of a forger. */
  readonly via: string;
  /** Whether CI had sent a callback for the job. */
  readonly isCalled: boolean;
  /** Whether an outcome was recorded, and nobody has redriven the callback since. */
  readonly isLate: boolean;
}

export class Records {
  /** Keys for which CI sent a callback, answered or not. */
  readonly called = new Set<string>();
  /** Keys whose sender was told 200. */
  readonly accepted = new Set<string>();
  readonly runs: Run[] = [];
  readonly outcomes = new Map<string, RecordedOutcome[]>();
  /** Calls of the alarm, by key. */
  readonly alarms = new Map<string, number>();
  /** Runs that a worker was told to begin while it had time, by key. */
  readonly expected = new Map<string, number>();
  /** Names of what an operator removed. */
  readonly purged = new Set<string>();
  /** Most runs of user code that were recorded to begin between one redrive and the next, by key. */
  readonly mostBegun = new Map<string, number>();
  /** Claims and redrives that were written, by key. */
  readonly claims = new Map<string, number>();
  readonly redrives = new Map<string, number>();
  readonly #written = new Set<string>();
  readonly #begun = new Map<string, number>();
  /** Keys that have an outcome and were not redriven since. */
  readonly #over = new Set<string>();

  /** Told of every entry of a journal that is written, whatever becomes of its journal. */
  entryWritten(key: string, { kind, nonce }: Entry): void {
    if (this.#written.has(nonce)) return; // redriving writes what is there again
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
