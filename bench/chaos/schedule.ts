import type { CosTraits } from "./cos";
import type { FaultRates } from "./process";
import type { Random } from "./random";

/** Deliberate faults, to verify that the checks can fail. */
export interface Sabotage {
  /** Journal entries can be created repeatedly, so a claim is not exclusive. */
  readonly withoutClaim?: boolean;
  /** Entries are not read back, although two creations at the same moment can both succeed. */
  readonly withoutSettling?: boolean;
  /** The sweeper never runs. */
  readonly withoutSweeper?: boolean;
  /** Damaged content has a matching checksum. */
  readonly withoutChecksum?: boolean;
  /** Callbacks are forged, and CI is not asked to confirm them. */
  readonly withoutConfirmation?: boolean;
  /** Journal entries expire one by one: an entry that is written again keeps its age. */
  readonly withoutExpiry?: boolean;
  /** A callback of a topic counts as settled as soon as it has a journal. */
  readonly withoutOutcome?: boolean;
}

/** A topic in place of the receiver's URL. */
export interface TopicTraits {
  readonly partitions: number;
  readonly batchSize: number;
  /** How often the platform repeats a batch whose call failed. */
  readonly retries: number;
  /** Probability that a batch is handed to a second consumer while the first works on it. */
  readonly rebalances: number;
  /** Probability that a message is preceded by one that is not a callback. */
  readonly foreign: number;
}

/** A job that CI runs, and the planned results of its user code. */
export interface ScheduledJob {
  readonly id: string;
  readonly key: string;
  readonly tag: string;
  readonly createdAtMs: number;
  readonly endsAtMs: number;
  /** Result of each run of user code; the last one applies to all further runs. */
  readonly runs: readonly ("succeeds" | "fails" | "is refused for good")[];
}

/** A callback of CI, with one job or with several. */
export interface ScheduledCallback {
  readonly jobs: readonly ScheduledJob[];
  /** CI's own calls: milliseconds after the end of its jobs. Empty: CI never calls. */
  readonly callsMs: readonly number[];
  /** How often CI repeats a call that was not answered with 200. */
  readonly repeats: number;
}

/** A callback from a forger who knows the secret. */
export interface Forgery {
  readonly job: ScheduledJob;
  readonly content: (typeof FORGERIES)[number];
  readonly atMs: number;
}

/** Content of a forged callback about a job. */
export const FORGERIES = ["same content", "another type", "another state", "another id", "several jobs"] as const;

/** One random world. */
export interface Schedule {
  readonly faultRates: FaultRates;
  /** Milliseconds during which faults occur. */
  readonly faultyMs: number;
  readonly traits: CosTraits;
  readonly settleMs: number;
  readonly jobs: readonly ScheduledJob[];
  readonly callbacks: readonly ScheduledCallback[];
  /** Number of copies in which COS reports a written object; the weights of 0, 1, 2 and 3. */
  readonly eventCopies: readonly number[];
  /** Values of `maxAttempts` and `firstDelay` at different times. */
  readonly maxAttempts: readonly number[];
  readonly firstDelayMs: readonly number[];
  /** Times in milliseconds at which an operator purges finished callbacks. */
  readonly purgesMs: readonly number[];
  /** Whether the worker asks CI to confirm callbacks. */
  readonly isConfirmed: boolean;
  readonly forgeries: readonly Forgery[];
  /** Probability that an event has further records. */
  readonly manyRecords: number;
  /** Milliseconds after which lifecycle rules remove objects, by name prefix. Undefined: never. */
  readonly retention?: Readonly<Record<"done" | "dead" | "journal", number>>;
  /** Times in milliseconds at which an operator redrives dead callbacks. */
  readonly redrivesMs: readonly number[];
  readonly sweepMs: number;
  /** Milliseconds that a process's clock may be fast or slow. */
  readonly skewMs: number;
  /** Milliseconds after which CI lists a new job. */
  readonly ciLagMs: number;
  /** Undefined: callbacks come to a URL. */
  readonly topic?: TopicTraits;
}

export const TAGS = ["Snapshot", "Concat"] as const;

const RACE_MS = 100;
const SETTLE_MS = 250;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Values of the constructs: a journal outlives done and dead together, all retries, and a day. */
const RETENTION = { done: DAY_MS, dead: DAY_MS, journal: 3 * DAY_MS + 4 * HOUR_MS };
const MAX_REDRIVES = 6;

/** Draws a world whose callbacks come through a topic. Rebalances start two claims at one moment. */
export function drawTopicSchedule(random: Random, sabotage: Sabotage): Schedule {
  const topic = {
    partitions: random.between(1, 3),
    batchSize: random.pick([1, 3, 100]),
    retries: sabotage.withoutOutcome ? 0 : random.pick([0, 3, 10_000]),
    rebalances: random.pick([0, 0.2, 0.5]),
    foreign: random.pick([0, 0.3]),
  };
  return { ...drawSchedule(random, sabotage), topic };
}

/** Draws a world. Each kind of fault is absent from some worlds, so that no fault hides another. */
export function drawSchedule(random: Random, sabotage: Sabotage): Schedule {
  const { withoutClaim, withoutSettling, withoutChecksum, withoutConfirmation, withoutExpiry } = sabotage;
  const sometimes = (most: number): number => (random.chance(0.3) ? 0 : random.next() * most);
  // One in ten lasts for hours, so that jobs outlive the look-back period of a sweep.
  const isLong = random.chance(0.1);
  const faultyMs = isLong ? random.between(HOUR_MS, 4 * HOUR_MS) : random.between(30_000, 600_000);
  const races = withoutSettling === true || random.chance(0.5);
  const settles = races && !withoutSettling && !withoutClaim;
  // One in a thousand has a callback of up to a thousand jobs.
  const isCrowded = random.chance(0.001);
  const count = isCrowded ? random.between(100, 1000) : random.between(1, 4);
  // One in a hundred lasts for days, in which lifecycle rules remove old objects.
  const expires = withoutExpiry === true || (!isCrowded && random.chance(0.01));
  const isConfirmed = withoutConfirmation === true || random.chance(0.3);
  const jobs = Array.from({ length: count }, (_, index) => drawJob(random, `j${index}`, faultyMs, expires));
  return {
    faultRates: {
      fails: sometimes(0.15),
      answerLost: sometimes(0.1),
      dies: sometimes(0.08),
      stalls: sometimes(0.03),
      ...{ comesLater: sometimes(0.05), damages: withoutChecksum ? 0.2 : sometimes(0.1) },
    },
    faultyMs,
    traits: {
      raceMs: races ? RACE_MS : 0,
      listLagMs: random.pick([0, 2000, 30_000]),
      // After a race of two creations that both succeed, only a current read tells which object stayed.
      oldReadMs: random.pick([0, 0, 2000, 20_000]) * (races ? 0 : 1),
      oddPages: random.chance(0.3),
      ignoresCondition: (name) => withoutClaim === true && name.startsWith("journal/"),
      keepsAge: (name) => withoutExpiry === true && name.startsWith("journal/"),
    },
    settleMs: settles ? SETTLE_MS : 0,
    jobs,
    callbacks: isCrowded ? [drawCallback(random, jobs)] : drawCallbacks(random, jobs),
    isConfirmed,
    forgeries: isConfirmed ? drawForgeries(random, jobs, faultyMs) : [],
    purgesMs: random.chance(0.2) ? [random.between(0, 2 * faultyMs)] : [],
    ...(expires && { retention: RETENTION }),
    manyRecords: random.pick([0, 0, 0.3]),
    eventCopies: random.pick([
      [0.1, 0.75, 0.1, 0.05],
      [0, 1, 0, 0],
      [0.5, 0.5, 0, 0],
      [0, 0.2, 0.4, 0.4],
    ]),
    maxAttempts: Array.from({ length: random.chance(0.3) ? 2 : 1 }, () => random.between(2, expires ? 3 : 5)),
    firstDelayMs: random.pick([[10_000], [10_000], [1000, 60_000]]),
    redrivesMs: expires ? drawDailyRedrives(random) : drawRedrives(random, faultyMs),
    sweepMs: expires ? HOUR_MS / 2 : isLong ? 10 * MINUTE_MS : MINUTE_MS,
    skewMs: random.pick([0, 0, 1000, 15_000, 30_000]),
    ciLagMs: random.pick([0, 10_000, 3 * MINUTE_MS]),
  };
}

function drawRedrives(random: Random, faultyMs: number): number[] {
  return random.chance(0.5) ? [random.between(0, faultyMs), random.between(0, 1.2 * faultyMs)] : [];
}

/**
 * Dead callbacks are redriven repeatedly before they expire, so that the journal outlives the age of its first entries.
 */
function drawDailyRedrives(random: Random): number[] {
  const redrives: number[] = [];
  for (let atMs = 0; redrives.length < MAX_REDRIVES;) {
    atMs += random.between(15 * HOUR_MS, 20 * HOUR_MS);
    redrives.push(atMs);
  }
  return redrives;
}

function drawForgeries(random: Random, jobs: readonly ScheduledJob[], faultyMs: number): Forgery[] {
  return jobs.slice(0, 2).map((job) => ({
    ...{ job, atMs: random.between(0, faultyMs) },
    content: random.pick(["same content", "same content", ...FORGERIES] as const),
  }));
}

/** @param fails whether most of user code's runs fail */
function drawJob(random: Random, id: string, faultyMs: number, fails: boolean): ScheduledJob {
  const endsAtMs = random.between(0, faultyMs);
  const ends = ["succeeds", "succeeds", fails ? "fails" : "succeeds", "fails", "is refused for good"] as const;
  return {
    ...{ id, key: `job_${id}_Success`, tag: random.pick(TAGS) },
    createdAtMs: random.pick([endsAtMs, random.between(0, endsAtMs)]),
    endsAtMs,
    runs: Array.from({ length: fails ? 1 : random.between(1, 4) }, () => random.pick(ends)),
  };
}

function drawCallback(random: Random, jobs: readonly ScheduledJob[]): ScheduledCallback {
  return {
    jobs,
    callsMs: Array.from({ length: random.chance(0.15) ? 0 : random.pick([1, 1, 1, 2, 3]) }, () =>
      random.pick([0, random.between(0, 100), random.between(0, 300_000)]),
    ),
    repeats: random.pick([0, 0, 3]),
  };
}

/** One callback for each job; in some worlds two jobs share one, in addition or instead. */
function drawCallbacks(random: Random, jobs: readonly ScheduledJob[]): ScheduledCallback[] {
  const draw = (of: readonly ScheduledJob[]): ScheduledCallback => drawCallback(random, of);
  const own = jobs.map((job) => draw([job]));
  if (jobs.length < 2 || random.chance(0.8)) return own;
  const pair = draw(jobs.slice(0, 2));
  return random.chance(0.5) ? [...own, pair] : [...own.slice(2), pair];
}
