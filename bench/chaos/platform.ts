/** Simulates Tencent Cloud for the functions: processes with a clock, a store and faults. */
import type { Config } from "../../handler/config";
import type { Call } from "../../handler/call";
import type { DurableConfig } from "../../handler/delivery/durable/config";
import type { Entry } from "../../handler/delivery/durable/entry";
import { openEnvelope, packEnvelope } from "../../handler/delivery/durable/envelope";
import { createJournal, parseEntry } from "../../handler/delivery/durable/journal";
import type { Journal } from "../../handler/delivery/durable/journal";
import { journalName, keyOfName } from "../../handler/delivery/durable/names";
import { SimulatedCi } from "./ci";
import { SimulatedCos } from "./cos";
import { NO_FAULTS, SimulatedProcess } from "./process";
import type { Observer, FaultRates } from "./process";
import type { Random } from "./random";
import { Records } from "./records";
import type { Sabotage, Schedule } from "./schedule";
import { Scheduler } from "./scheduler";

/** The platform kills a worker before its lease ends; a worker that it fails to kill continues as a zombie. */
export const TIMEOUT_MS = 50_000;
const SLACK_MS = 30_000;

export const PREFIX = "ci-callbacks/";
const BUCKET = { bucket: "media-1250000000", region: "ap-guangzhou" };
export const CONFIG: Config = {
  ...{ ...BUCKET, secrets: [], logLevel: "error", maxBodyBytes: 1_000_000, allowedCidrs: [], verify: false },
};
const silent = (): void => {};
const SILENT = { debug: silent, info: silent, warn: silent, error: silent };

export class Platform {
  readonly records = new Records();
  readonly scheduler: Scheduler;
  readonly cos: SimulatedCos;
  readonly ci: SimulatedCi;
  readonly begin: number;
  readonly processes: SimulatedProcess[] = [];

  /** @param onWrite called after each write */
  constructor(
    readonly random: Random,
    readonly schedule: Schedule,
    readonly sabotage: Sabotage,
    private readonly observer: Partial<Observer>,
    onWrite: (name: string) => void,
  ) {
    this.scheduler = new Scheduler(random);
    this.begin = this.scheduler.now;
    this.cos = new SimulatedCos(this.scheduler, random, schedule.traits, (name) => {
      this.#note(name);
      onWrite(name);
    });
    this.ci = new SimulatedCi(this.scheduler, random, schedule, this.begin, () => this.isFaultFree());
  }

  /** Milliseconds since the world began. */
  get elapsedMs(): number {
    return this.scheduler.now - this.begin;
  }

  isFaultFree(): boolean {
    return this.elapsedMs > this.schedule.faultyMs;
  }

  faultRates(): FaultRates {
    return this.isFaultFree() ? NO_FAULTS : this.schedule.faultRates;
  }

  start(kind: string): SimulatedProcess {
    const name = `${kind} ${this.processes.length + 1}`;
    const process = new SimulatedProcess(
      ...([
        kind,
        name,
        this.schedule.skewMs,
        (object: string, content: Uint8Array) => this.#damage(object, content),
      ] as const),
      ...([this.scheduler, this.random, () => this.faultRates(), this.cos] as const),
      { trace: (line) => this.say(line), hit: (step, isDeath) => this.observer.hit?.(step, isDeath) },
    );
    this.processes.push(process);
    return process;
  }

  /** The platform's time limit, which it sometimes fails to enforce during the faults. */
  limit(process: SimulatedProcess): void {
    if (!this.isFaultFree() && this.random.chance(0.05)) return;
    void this.scheduler.sleep(TIMEOUT_MS).then(() => process.kill("the platform's time limit"));
  }

  callOf({ clock }: SimulatedProcess): Call {
    return { scf: { time_limit_in_ms: TIMEOUT_MS }, startedAt: clock.now(), log: SILENT };
  }

  /** Options change between starts of a function. */
  config(): DurableConfig {
    const { maxAttempts, firstDelayMs, settleMs } = this.schedule;
    const { random } = this;
    const retry = {
      maxAttempts: random.pick(maxAttempts),
      firstDelayMs: random.pick(firstDelayMs),
      maxDelayMs: 600_000,
    };
    return { inbox: BUCKET, prefix: PREFIX, settleMs, slackMs: SLACK_MS, reconcileTags: [], retry };
  }

  /** A journal that records, for the checks, each outcome and each timely begin that it confirms to a worker. */
  journal({ store, clock }: SimulatedProcess): Journal {
    const claimedAt = new Map<string, number>();
    let count = 0;
    const nonce = (): string => `${this.scheduler.steps}-${this.processes.length}-${count++}`;
    const journal = createJournal({ store, clock, settleMs: this.schedule.settleMs, nonce });
    return {
      read: (key, options) => journal.read(key, options),
      append: async (key, before, entry, options) => {
        const { kind } = entry;
        if (kind === "claim") claimedAt.set(key, this.scheduler.now);
        const after = await journal.append(key, before, entry, options);
        const hasTime = this.scheduler.now - (claimedAt.get(key) ?? 0) <= (TIMEOUT_MS + SLACK_MS) / 2;
        if (after && kind === "begin" && hasTime) this.records.runExpected(key);
        if (after && (kind === "done" || kind === "dead")) {
          this.records.outcomeRecorded(key, { slot: after.slots, kind });
        }
        return after;
      },
    };
  }

  /** The journal of a key as stored in COS; `find` can include expired entries. */
  entries(key: string, find = (name: string) => this.cos.get(name)): Entry[] {
    const entries: Entry[] = [];
    for (let slot = 1; ; slot++) {
      const content = find(journalName(key, slot));
      if (!content) return entries;
      entries.push(parseEntry(content, journalName(key, slot)));
    }
  }

  say(line: string): void {
    this.observer.trace?.(`${(this.elapsedMs / 1000).toFixed(3).padStart(10)} s  ${line}`);
  }

  #note(name: string): void {
    const [, key] = /^journal\/(.+)\/\d+$/.exec(name) ?? [];
    if (key !== undefined) this.records.entryWritten(key, parseEntry(this.cos.get(name)!, name));
  }

  /** A faulty read returns nothing, a part, an error document, or one changed byte. */
  #damage(name: string, content: Uint8Array): Uint8Array {
    if (this.sabotage.withoutChecksum) {
      const key = keyOfName("inbox", name);
      if (key === undefined) return content;
      return packEnvelope({ head: openEnvelope(content, key).head, body: Buffer.alloc(0) });
    }
    const changed = Buffer.from(content);
    const at = this.random.between(0, Math.max(0, content.length - 1));
    if (changed.length > 0) changed[at]! ^= this.random.between(1, 255);
    return this.random.pick([
      Buffer.alloc(0),
      content.subarray(0, at),
      Buffer.from("<Error><Code>InternalError</Code></Error>"),
      changed,
    ]);
  }
}
