/** One world from its beginning to the moment when all is said to be over. */
import type { Config } from "../../handler/config";
import type { CallbackContext } from "../../handler/context";
import type { DurableConfig } from "../../handler/delivery/durable/config";
import { progressOf } from "../../handler/delivery/durable/entry";
import type { Entry } from "../../handler/delivery/durable/entry";
import { openEnvelope, packEnvelope } from "../../handler/delivery/durable/envelope";
import { createJournal, parseEntry } from "../../handler/delivery/durable/journal";
import type { Journal } from "../../handler/delivery/durable/journal";
import { archiveName, INBOX, journalName, keyOfName } from "../../handler/delivery/durable/names";
import { listCallbacks, purge, redrive } from "../../handler/delivery/durable/operations";
import { receiverMode } from "../../handler/delivery/durable/receiver-mode";
import { sweeperFunction } from "../../handler/delivery/durable/sweeper-function";
import { workerFunction } from "../../handler/delivery/durable/worker-function";
import type { Call } from "../../handler/call";
import { UserCode } from "../../handler/delivery/user-code";
import type { Job } from "../../handler/callback/events";
import { PermanentError } from "../../handler/errors";
import { bodyOf, callbackBody, SimulatedCi } from "./ci";
import { SimulatedCos } from "./cos";
import { CALM, SimulatedProcess } from "./process";
import type { Observer, Weather } from "./process";
import { Random } from "./random";
import { drawSchedule } from "./schedule";
import type { Sabotage, Schedule, ScheduledCallback, ScheduledJob } from "./schedule";
import { Scheduler } from "./scheduler";

/** The platform kills a worker before its lease ends; a stalled one it forgets to kill is a zombie. */
const TIMEOUT_MS = 50_000;
const SLACK_MS = 30_000;
const CALM_MS = 12 * 3_600_000;

const PREFIX = "ci-callbacks/";
const PLACE = { bucket: "media-1250000000", region: "ap-guangzhou" };
const CONFIG: Config = {
  ...{ ...PLACE, secrets: [], logLevel: "error", maxBodyBytes: 1_000_000, allowedCidrs: [], verify: false },
};
const silent = (): void => {};
const SILENT = { debug: silent, info: silent, warn: silent, error: silent };

/** An outcome that somebody was told is recorded. */
export interface RecordedOutcome {
  readonly slot: number;
  readonly kind: "done" | "dead";
}

/** A run of user code. */
export interface Run {
  readonly key: string;
  /** Of the journal, at its beginning. */
  readonly entries: readonly Entry[];
  /** Whether the job had ended, and with whose words user code was called. */
  readonly isEnded: boolean;
  readonly via: string;
}

/** What is known of a world when it is over. */
export interface World {
  readonly schedule: Schedule;
  readonly cos: SimulatedCos;
  /** Keys whose sender was told 200. */
  readonly accepted: ReadonlySet<string>;
  /** Milliseconds after the beginning at which the sweeper first wrote down that it runs; absent when it never did. */
  readonly sweepsSinceMs?: number;
  readonly outcomes: ReadonlyMap<string, readonly RecordedOutcome[]>;
  readonly journals: ReadonlyMap<string, readonly Entry[]>;
  /** Calls of the alarm, by key. */
  readonly alarms: ReadonlyMap<string, number>;
  readonly runs: readonly Run[];
  /** Runs that a worker was told to begin while it had time, by key. */
  readonly expected: ReadonlyMap<string, number>;
  /** Names of what an operator removed. */
  readonly purged: ReadonlySet<string>;
  readonly processes: number;
  readonly deaths: number;
  readonly steps: number;
}

/** @param observer told of every event, for whoever wants to read a world or to count */
export function simulate(seed: number, sabotage: Sabotage, observer: Partial<Observer> = {}): Promise<World> {
  return new Simulation(seed, sabotage, observer).run();
}

class Simulation {
  readonly #random: Random;
  readonly #scheduler: Scheduler;
  readonly #schedule: Schedule;
  readonly #cos: SimulatedCos;
  readonly #ci: SimulatedCi;
  readonly #settings: Omit<DurableConfig, "retry">;
  readonly #expected = new Map<string, number>();
  readonly #purged = new Set<string>();
  readonly #begin: number;
  readonly #accepted = new Set<string>();
  readonly #outcomes = new Map<string, RecordedOutcome[]>();
  readonly #alarms = new Map<string, number>();
  readonly #processes: SimulatedProcess[] = [];
  readonly #runs: Run[] = [];
  #sweepsSinceMs: number | undefined;
  #drained = false;

  constructor(
    seed: number,
    private readonly sabotage: Sabotage,
    private readonly observer: Partial<Observer>,
  ) {
    this.#random = new Random(seed);
    this.#schedule = drawSchedule(this.#random, sabotage);
    const { traits, settleMs } = this.#schedule;
    this.#scheduler = new Scheduler(this.#random);
    this.#begin = this.#scheduler.now;
    this.#cos = new SimulatedCos(this.#scheduler, this.#random, traits, (name) => this.#report(name));
    this.#ci = new SimulatedCi(this.#scheduler, this.#random, this.#schedule, this.#begin, () => this.#isCalm());
    this.#settings = { inbox: PLACE, prefix: PREFIX, settleMs, slackMs: SLACK_MS, reconcileTags: [] };
  }

  async run(): Promise<World> {
    const { jobs, callbacks, redrivesMs, stormMs } = this.#schedule;
    for (const one of callbacks) {
      const endsAtMs = Math.max(...one.jobs.map((job) => job.endsAtMs));
      for (const after of one.callsMs) void this.#call(one, endsAtMs + after, one.repeats);
    }
    for (const at of redrivesMs) void this.#operator(at);
    for (const at of this.#schedule.purgesMs) void this.#purge(at);
    for (const { job, atMs } of this.#schedule.forged) void this.#forge(job, atMs);
    if (!this.sabotage.withoutSweeper) void this.#timer();
    const end = this.#begin + stormMs + CALM_MS;
    await this.#scheduler.run(() => this.#drained || this.#scheduler.now > end);
    return {
      schedule: this.#schedule,
      cos: this.#cos,
      accepted: this.#accepted,
      sweepsSinceMs: this.#sweepsSinceMs,
      outcomes: this.#outcomes,
      journals: new Map(jobs.map(({ key }) => [key, this.#entries(key)])),
      alarms: this.#alarms,
      runs: this.#runs,
      expected: this.#expected,
      purged: this.#purged,
      processes: this.#processes.length,
      deaths: this.#processes.filter(({ alive }) => !alive).length,
      steps: this.#scheduler.steps,
    };
  }

  /** CI calls the receiver, and calls again when it is not told 200. */
  async #call(one: ScheduledCallback, delayMs: number, repeats: number): Promise<void> {
    await this.#scheduler.sleep(delayMs);
    const process = this.#start("receiver");
    const body = callbackBody(one);
    const keys = one.jobs.map(({ key }) => key);
    try {
      const { read, deliver } = receiverMode(process.store);
      const received = { callback: read(body, {}, {}), body, headers: {}, digest: () => "" };
      await deliver(received, this.#callOf(process));
      for (const key of keys) this.#accepted.add(key);
      this.#say(`${process.name} answers 200 for ${keys.join(", ")}`);
    } catch {
      this.#say(`${process.name} answers 503 for ${keys.join(", ")}`);
      if (repeats > 0) void this.#call(one, this.#random.between(0, 60_000), repeats - 1);
    }
  }

  /** COS reports an object to the function platform, which starts a worker and starts it again when that fails. */
  #report(name: string): void {
    if (name === "state/sweeper") this.#sweepsSinceMs ??= this.#scheduler.now - this.#begin;
    if (!name.startsWith(INBOX)) return;
    const copies = this.#isCalm() ? 1 : this.#weighted(this.#schedule.eventCopies);
    for (let copy = 0; copy < copies; copy++) {
      const delay = this.#random.pick([5, this.#random.between(5, 2000), this.#random.between(5, 90_000)]);
      void this.#work(name, delay, 2);
    }
  }

  /** Options change from one start of a function to the next. */
  #config(): DurableConfig {
    const maxAttempts = this.#random.pick(this.#schedule.maxAttempts);
    return { ...this.#settings, retry: { maxAttempts, firstDelayMs: 10_000, maxDelayMs: 600_000 } };
  }

  async #work(name: string, delayMs: number, repeats: number): Promise<void> {
    await this.#scheduler.sleep(delayMs);
    const others = this.#random.chance(this.#schedule.secondRecords) ? this.#cos.names(INBOX) : [];
    const names = others.length > 0 ? [name, this.#random.pick(others)] : [name];
    const process = this.#start("worker");
    this.#limit(process);
    const run = (job: Job, context: CallbackContext): Promise<void> => this.#userCode(process, job, context);
    const { store, clock } = process;
    const work = workerFunction({
      ...{ config: this.#config(), store, journal: this.#journal(process), clock, random: this.#random.next },
      history:
        this.#schedule.isConfirmed && !this.sabotage.withoutConfirmation ? this.#ci.historyFor(process) : undefined,
      userCode: new UserCode(CONFIG, { onOtherJob: run }),
      onDead: ({ key }) => {
        this.#say(`${process.name} raises an alarm for ${key}`);
        this.#alarms.set(key, (this.#alarms.get(key) ?? 0) + 1);
      },
    });
    const Records = names.map((one) => ({ cos: { cosObject: { key: `/1250000000/media/${PREFIX}${one}` } } }));
    try {
      await work({ Records }, this.#callOf(process));
      this.#say(`${process.name} ends`);
    } catch {
      this.#say(`${process.name} fails`);
      if (repeats > 0) void this.#work(name, 60_000, repeats - 1);
    }
    process.end();
  }

  async #userCode(process: SimulatedProcess, job: Job, { attempt }: CallbackContext): Promise<void> {
    const { jobId } = job;
    const { key, runs, endsAtMs } = this.#schedule.jobs.find(({ id }) => id === jobId)!;
    const index = this.#runs.filter((run) => run.key === key).length;
    const isEnded = this.#scheduler.now >= this.#begin + endsAtMs;
    this.#runs.push({ key, entries: this.#entries(key), isEnded, via: job.userData ?? "" });
    const end = runs[Math.min(index, runs.length - 1)]!;
    this.#say(`${process.name} runs user code for ${key}, attempt ${attempt}: it ${end}`);
    await process.sleep(this.#random.pick([1, this.#random.between(1, 1000), this.#random.between(1, 45_000)]));
    if (this.#random.chance(this.#weather().dies)) process.kill("in user code");
    await process.sleep(0);
    if (end === "is refused for good") throw new PermanentError(end);
    if (end === "fails") throw new Error(end);
  }

  async #timer(): Promise<void> {
    for (;;) {
      await this.#scheduler.sleep(this.#schedule.sweepMs);
      void this.#sweep();
      const hasOperated = this.#scheduler.now > this.#begin + Math.max(0, ...this.#schedule.redrivesMs);
      this.#drained = this.#isCalm() && hasOperated && this.#isDrained();
    }
  }

  async #sweep(): Promise<void> {
    const process = this.#start("sweeper");
    this.#limit(process);
    const { store, clock } = process;
    const history = this.#ci.historyFor(process);
    const run = sweeperFunction({ config: this.#config(), store, journal: this.#journal(process), clock, history });
    try {
      this.#say(`${process.name}: ${JSON.stringify(await run({}, this.#callOf(process)))}`);
    } catch {
      this.#say(`${process.name} fails`); // the next one comes in a minute
    }
    process.end();
  }

  /** Redrives all that is dead, and does so again when the command breaks off. */
  async #operator(delayMs: number): Promise<void> {
    await this.#scheduler.sleep(delayMs);
    const process = this.#start("operator");
    const keys = new Set(this.#cos.names("dead/").map((name) => keyOfName("dead", name)!));
    let isComplete = false;
    void this.#scheduler.sleep(120_000).then(() => (isComplete ? undefined : this.#operator(0)));
    try {
      for (const key of keys) {
        this.#say(
          `${process.name} ${key}: ${await redrive(process.store, this.#journal(process), key, process.clock)}`,
        );
      }
      isComplete = true;
    } catch {
      this.#say(`${process.name} fails`);
    }
  }

  async #purge(delayMs: number): Promise<void> {
    await this.#scheduler.sleep(delayMs);
    const process = this.#start("operator");
    const journal = this.#journal(process);
    try {
      for (const place of ["done", "dead"] as const) {
        for await (const listed of listCallbacks(process.store, place)) {
          const now = process.clock.now();
          this.#purged.add(listed.name); // its deletion may come, whatever is said of it
          const isPurged = await purge({ store: process.store, journal, now }, place, listed, now, true);
          this.#say(`${process.name} purges ${listed.name}: ${isPurged}`);
        }
      }
    } catch {
      this.#say(`${process.name} fails`);
    }
  }

  /** Somebody who knows the secret sends a callback for a job, ended or not. */
  async #forge(job: ScheduledJob, atMs: number): Promise<void> {
    await this.#scheduler.sleep(atMs);
    const process = this.#start("receiver");
    const body = bodyOf([job], "forgery");
    const { read, deliver } = receiverMode(process.store);
    await deliver({ callback: read(body, {}, {}), body, headers: {}, digest: () => "" }, this.#callOf(process)).catch(
      () => this.#say(`${process.name} refuses a forgery for ${job.key}`),
    );
  }

  /** What a read gives that goes wrong: nothing, a part, an error document, another byte. */
  #damage(name: string, content: Uint8Array): Uint8Array {
    const key = keyOfName("inbox", name);
    if (this.sabotage.withoutChecksum) {
      if (key === undefined) return content;
      return packEnvelope({ head: openEnvelope(content, key).head, body: Buffer.alloc(0) });
    }
    const changed = Buffer.from(content);
    const at = this.#random.between(0, Math.max(0, content.length - 1));
    if (changed.length > 0) changed[at]! ^= this.#random.between(1, 255);
    return this.#random.pick([
      Buffer.alloc(0),
      content.subarray(0, at),
      Buffer.from("<Error><Code>InternalError</Code></Error>"),
      changed,
    ]);
  }

  /** A journal that remembers whom it told that an outcome is recorded, and who has begun a run in time. */
  #journal({ store, clock }: SimulatedProcess): Journal {
    let claimedAt = 0;
    let count = 0;
    const nonce = (): string => `${this.#scheduler.steps}-${this.#processes.length}-${count++}`;
    const journal = createJournal({ store, clock, settleMs: this.#schedule.settleMs, nonce });
    return {
      read: (key, options) => journal.read(key, options),
      append: async (key, before, entry, options) => {
        const { kind } = entry;
        if (kind === "claim") claimedAt = this.#scheduler.now;
        const mine = await journal.append(key, before, entry, options);
        if (mine && kind === "begin" && this.#scheduler.now - claimedAt <= (TIMEOUT_MS + SLACK_MS) / 2) {
          this.#expected.set(key, (this.#expected.get(key) ?? 0) + 1);
        }
        if (mine && (kind === "done" || kind === "dead")) {
          this.#outcomes.set(key, [...(this.#outcomes.get(key) ?? []), { slot: mine.slots, kind }]);
        }
        return mine;
      },
    };
  }

  #start(kind: string): SimulatedProcess {
    const name = `${kind} ${this.#processes.length + 1}`;
    const { skewMs } = this.#schedule;
    const process = new SimulatedProcess(
      ...([kind, name, skewMs, (object: string, content: Uint8Array) => this.#damage(object, content)] as const),
      ...([this.#scheduler, this.#random] as const),
      ...([(): Weather => this.#weather(), this.#cos] as const),
      { trace: (line) => this.#say(line), hit: (step, isDeath) => this.observer.hit?.(step, isDeath) },
    );
    this.#processes.push(process);
    return process;
  }

  #callOf({ clock }: SimulatedProcess): Call {
    return { scf: { time_limit_in_ms: TIMEOUT_MS }, startedAt: clock.now(), log: SILENT };
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
    return this.#cos.names(INBOX).length === 0 && this.#schedule.jobs.every((job) => this.#isOver(job));
  }

  #isOver({ key }: ScheduledJob): boolean {
    const progress = progressOf(this.#entries(key));
    if (progress.phase !== "done" && progress.phase !== "dead") return false;
    return [archiveName("done", key), archiveName("dead", key, progress.rounds.at(-1))].some(
      (name) => this.#purged.has(name) || this.#cos.get(name),
    );
  }

  #entries(key: string): Entry[] {
    const entries: Entry[] = [];
    for (let slot = 1; ; slot++) {
      const content = this.#cos.get(journalName(key, slot));
      if (!content) return entries;
      entries.push(parseEntry(content, journalName(key, slot)));
    }
  }

  #weighted(weights: readonly number[]): number {
    let rest = this.#random.next();
    for (const [index, weight] of weights.entries()) if ((rest -= weight) < 0) return index;
    return weights.length - 1;
  }

  #say(line: string): void {
    this.observer.trace?.(`${((this.#scheduler.now - this.#begin) / 1000).toFixed(3).padStart(10)} s  ${line}`);
  }
}
