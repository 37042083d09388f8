/** One world from its beginning to the moment when all is said to be over. */
import { nextStep, progressOf } from "../../handler/delivery/durable/entry";
import type { Entry, RetryPolicy } from "../../handler/delivery/durable/entry";
import { accept } from "../../handler/delivery/durable/inbox";
import { createJournal } from "../../handler/delivery/durable/journal";
import type { Journal } from "../../handler/delivery/durable/journal";
import { archiveName, INBOX, journalName, stateName } from "../../handler/delivery/durable/names";
import { redrive } from "../../handler/delivery/durable/operations";
import { reconcile } from "../../handler/delivery/durable/reconcile";
import type { CiItem } from "../../handler/delivery/durable/reconcile";
import { sweep } from "../../handler/delivery/durable/sweeper";
import { Worker } from "../../handler/delivery/durable/worker";
import type { Attempt, RunResult } from "../../handler/delivery/durable/worker";
import { SimulatedCos } from "./cos";
import { CALM, SimulatedProcess } from "./process";
import type { Weather } from "./process";
import { Random } from "./random";
import { drawSchedule } from "./schedule";
import type { Sabotage, Schedule, ScheduledJob } from "./schedule";
import { Scheduler } from "./scheduler";

const LEASE_MS = 60_000;
/** The platform kills a worker before its lease ends; a stalled one it forgets to kill is a zombie. */
const TIMEOUT_MS = 50_000;
const SWEEP_MS = 60_000;
const GRACE_MS = 30_000;
const CALM_MS = 12 * 3_600_000;

/** An outcome that somebody was told is recorded. */
export interface RecordedOutcome {
  readonly slot: number;
  readonly kind: "done" | "dead";
}

/** What is known of a world when it is over. */
export interface World {
  readonly jobs: readonly ScheduledJob[];
  readonly cos: SimulatedCos;
  /** Keys whose sender was told 200. */
  readonly accepted: ReadonlySet<string>;
  readonly outcomes: ReadonlyMap<string, readonly RecordedOutcome[]>;
  readonly journals: ReadonlyMap<string, readonly Entry[]>;
  /** Runs of user code. */
  readonly runs: number;
  readonly processes: number;
  readonly deaths: number;
  readonly steps: number;
}

/** @param trace called with every event, for whoever wants to read a world */
export async function simulate(seed: number, sabotage: Sabotage, trace?: (line: string) => void): Promise<World> {
  const simulation = new Simulation(seed, sabotage, trace);
  return simulation.run();
}

class Simulation {
  readonly #random: Random;
  readonly #scheduler: Scheduler;
  readonly #schedule: Schedule;
  readonly #cos: SimulatedCos;
  readonly #retry: RetryPolicy;
  readonly #begin: number;
  readonly #accepted = new Set<string>();
  readonly #outcomes = new Map<string, RecordedOutcome[]>();
  readonly #processes: SimulatedProcess[] = [];
  readonly #runsOf = new Map<string, number>();
  #runs = 0;
  #drained = false;

  constructor(
    seed: number,
    private readonly sabotage: Sabotage,
    private readonly trace: ((line: string) => void) | undefined,
  ) {
    this.#random = new Random(seed);
    this.#schedule = drawSchedule(this.#random, sabotage);
    this.#scheduler = new Scheduler(this.#random);
    this.#begin = this.#scheduler.now;
    this.#cos = new SimulatedCos(this.#scheduler, this.#random, this.#schedule.traits, (name) => this.#report(name));
    this.#retry = { maxAttempts: this.#schedule.maxAttempts, firstDelayMs: 10_000, maxDelayMs: 600_000 };
  }

  async run(): Promise<World> {
    const { jobs, redrivesMs, stormMs } = this.#schedule;
    for (const job of jobs) for (const after of job.callsMs) void this.#call(job, job.endsAtMs + after, job.repeats);
    for (const at of redrivesMs) void this.#operator(at);
    if (!this.sabotage.withoutSweeper) void this.#timer();
    const end = this.#begin + stormMs + CALM_MS;
    await this.#scheduler.run(() => this.#drained || this.#scheduler.now > end);
    const journals = new Map(jobs.map(({ key }) => [key, this.#entries(key)]));
    return {
      jobs,
      cos: this.#cos,
      accepted: this.#accepted,
      outcomes: this.#outcomes,
      journals,
      runs: this.#runs,
      processes: this.#processes.length,
      deaths: this.#processes.filter(({ alive }) => !alive).length,
      steps: this.#scheduler.steps,
    };
  }

  /** CI calls the receiver, and calls again when it is not told 200. */
  async #call(job: ScheduledJob, atMs: number, repeats: number): Promise<void> {
    await this.#scheduler.sleep(atMs);
    const process = this.#start(`receiver`);
    const head = { key: job.key, source: "callback", receivedAt: this.#scheduler.now, headers: {} } as const;
    try {
      await accept(process.store, { head, body: Buffer.from(job.key) });
      this.#accepted.add(job.key);
      this.#say(`${process.name} answers 200 for ${job.key}`);
    } catch {
      this.#say(`${process.name} answers 500 for ${job.key}`);
      if (repeats > 0) void this.#call(job, this.#random.between(0, 60_000), repeats - 1);
    }
  }

  /** COS reports an object to the function platform, which starts a worker and starts it again when that fails. */
  #report(name: string): void {
    if (!name.startsWith(INBOX)) return;
    const copies = this.#isCalm() ? 1 : this.#weighted(this.#schedule.eventCopies);
    for (let copy = 0; copy < copies; copy++) {
      const delay = this.#random.pick([5, this.#random.between(5, 2000), this.#random.between(5, 90_000)]);
      void this.#work(name, delay, 2);
    }
  }

  async #work(name: string, delayMs: number, repeats: number): Promise<void> {
    await this.#scheduler.sleep(delayMs);
    const process = this.#start("worker");
    this.#limit(process);
    const worker = new Worker({
      store: process.store,
      journal: this.#journal(process),
      clock: process.clock,
      retry: this.#retry,
      leaseMs: LEASE_MS,
      run: (_, attempt) => this.#userCode(process, attempt),
      random: this.#random.next,
    });
    try {
      this.#say(`${process.name} ${name}: ${await worker.process(name)}`);
    } catch {
      if (repeats > 0) void this.#work(name, 60_000, repeats - 1);
    }
    process.end();
  }

  async #userCode(process: SimulatedProcess, { key, attempt, completed }: Attempt): Promise<RunResult> {
    this.#runs++;
    const { runs } = this.#schedule.jobs.find((job) => job.key === key)!;
    const index = this.#runsOf.get(key) ?? 0;
    this.#runsOf.set(key, index + 1);
    const end = runs[Math.min(index, runs.length - 1)]!;
    this.#say(`${process.name} runs user code for ${key}, attempt ${attempt}: it ${end}`);
    await process.sleep(this.#random.pick([1, this.#random.between(1, 1000), this.#random.between(1, 45_000)]));
    if (this.#random.chance(this.#weather().dies)) process.kill("in user code");
    await process.sleep(0);
    if (end === "succeeds") return { completed: [...completed, key] };
    return { completed, error: { name: "Error", message: end }, permanent: end === "is refused for good" };
  }

  async #timer(): Promise<void> {
    for (;;) {
      await this.#scheduler.sleep(SWEEP_MS);
      void this.#sweep();
      this.#drained = this.#isCalm() && this.#isDrained();
    }
  }

  async #sweep(): Promise<void> {
    const process = this.#start("sweeper");
    this.#limit(process);
    const { store, clock } = process;
    const journal = this.#journal(process);
    const endsAt = clock.now() + TIMEOUT_MS / 2;
    try {
      await sweep({ store, journal, clock, retry: this.#retry, graceMs: GRACE_MS }, "", () => clock.now() < endsAt);
      const saved = await store.get(stateName("watermark"));
      const watermark = saved ? Number(Buffer.from(saved).toString()) : this.#begin;
      const history = { list: (from: number, to: number) => this.#history(process, from, to) };
      const options = { store, clock, history, graceMs: GRACE_MS, maxAgeMs: 48 * 3_600_000 };
      const result = await reconcile(options, watermark, () => clock.now() < endsAt);
      await store.put(stateName("watermark"), String(result.watermark));
    } catch {
      this.#say(`${process.name} fails`); // the next one comes in a minute
    }
    process.end();
  }

  async *#history(process: SimulatedProcess, from: number, to: number): AsyncGenerator<CiItem> {
    for (const { key, endsAtMs } of this.#schedule.jobs) {
      await process.sleep(this.#random.between(1, 200));
      if (this.#random.chance(this.#weather().fails)) throw new Error("CI is busy");
      const endedAt = this.#begin + endsAtMs;
      const isEnded = endedAt <= this.#scheduler.now;
      if (this.#begin < from || this.#begin > to) continue;
      yield { key, createdAt: this.#begin, endedAt: isEnded ? endedAt : undefined, body: () => Promise.resolve(key) };
    }
  }

  /** Redrives all that is dead, and does so again when the command breaks off. */
  async #operator(atMs: number): Promise<void> {
    await this.#scheduler.sleep(atMs);
    const process = this.#start("operator");
    const keys = this.#cos.names("dead/").map((name) => name.slice("dead/".length));
    let isComplete = false;
    void this.#scheduler.sleep(120_000).then(() => (isComplete ? undefined : this.#operator(0)));
    try {
      for (const key of keys) {
        this.#say(`${process.name} ${key}: ${await redrive(process.store, this.#journal(process), key)}`);
      }
      isComplete = true;
    } catch {
      this.#say(`${process.name} fails`);
    }
  }

  /** A journal that remembers whom it told that an outcome is recorded. */
  #journal({ store, clock }: SimulatedProcess): Journal {
    let count = 0;
    const nonce = (): string => `${this.#scheduler.steps}-${count++}`;
    const journal = createJournal({ store, clock, settleMs: this.#schedule.settleMs, nonce });
    return {
      read: (key) => journal.read(key),
      append: async (key, slot, entry) => {
        const isMine = await journal.append(key, slot, entry);
        if (isMine && (entry.kind === "done" || entry.kind === "dead")) {
          this.#outcomes.set(key, [...(this.#outcomes.get(key) ?? []), { slot, kind: entry.kind }]);
        }
        return isMine;
      },
    };
  }

  #start(kind: string): SimulatedProcess {
    const name = `${kind} ${this.#processes.length + 1}`;
    const weather = (): Weather => this.#weather();
    const process = new SimulatedProcess(name, this.#scheduler, this.#random, weather, this.#cos, (line) =>
      this.#say(line),
    );
    this.#processes.push(process);
    return process;
  }

  /** The platform's time limit, which in bad weather it sometimes forgets. */
  #limit(process: SimulatedProcess): void {
    if (!this.#isCalm() && this.#random.chance(0.05)) return;
    void this.#scheduler.sleep(TIMEOUT_MS).then(() => process.kill("the platform's time limit"));
  }

  #weather(): Weather {
    return this.#isCalm() ? CALM : this.#schedule.weather;
  }

  #isCalm(): boolean {
    return this.#scheduler.now > this.#begin + this.#schedule.stormMs;
  }

  #isDrained(): boolean {
    return (
      this.#cos.names(INBOX).length === 0 &&
      this.#schedule.jobs.every(({ key }) => {
        const progress = progressOf(this.#entries(key));
        return nextStep(progress, this.#scheduler.now, this.#retry) === "finish" && this.#isArchived(key);
      })
    );
  }

  #isArchived(key: string): boolean {
    return [archiveName("done", key), archiveName("dead", key)].some((name) => this.#cos.get(name) !== undefined);
  }

  #entries(key: string): Entry[] {
    const entries: Entry[] = [];
    for (let slot = 1; ; slot++) {
      const content = this.#cos.get(journalName(key, slot));
      if (!content) return entries;
      entries.push(JSON.parse(Buffer.from(content).toString()) as Entry);
    }
  }

  #weighted(weights: readonly number[]): number {
    let rest = this.#random.next();
    for (const [index, weight] of weights.entries()) if ((rest -= weight) < 0) return index;
    return weights.length - 1;
  }

  #say(line: string): void {
    this.trace?.(`${((this.#scheduler.now - this.#begin) / 1000).toFixed(3).padStart(10)} s  ${line}`);
  }
}
