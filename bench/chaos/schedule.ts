import type { CosTraits } from "./cos";
import type { Weather } from "./process";
import type { Random } from "./random";

/** What is broken on purpose, to see that the check can fail. */
export interface Sabotage {
  /** The journal's entries can be created over and over, so a claim keeps nobody out. */
  readonly withoutClaim?: boolean;
  /** Entries are not read back, although two creations at the same moment can both succeed. */
  readonly withoutSettling?: boolean;
  /** The sweeper never runs. */
  readonly withoutSweeper?: boolean;
  /** What is damaged has a checksum that fits. */
  readonly withoutChecksum?: boolean;
  /** Callbacks are forged, and CI is not asked to confirm them. */
  readonly withoutConfirmation?: boolean;
  /** Entries of a journal expire one by one: what is written again keeps its age. */
  readonly withoutExpiry?: boolean;
}

/** A job that CI runs, and what its user code is going to do. */
export interface ScheduledJob {
  readonly id: string;
  readonly key: string;
  readonly tag: string;
  readonly createdAtMs: number;
  readonly endsAtMs: number;
  /** How each run of user code ends; the last one is how all further ones do. */
  readonly runs: readonly ("succeeds" | "fails" | "is refused for good")[];
}

/** A callback of CI, with one job or with several. */
export interface ScheduledCallback {
  readonly jobs: readonly ScheduledJob[];
  /** CI's own calls: milliseconds after the end of its jobs. None: CI never calls. */
  readonly callsMs: readonly number[];
  /** How often CI repeats a call that was not answered with 200. */
  readonly repeats: number;
}

/** A callback of whoever knows the secret. */
export interface Forgery {
  readonly job: ScheduledJob;
  readonly says: (typeof FORGERIES)[number];
  readonly atMs: number;
}

/** What a forged callback says of a job. */
export const FORGERIES = ["its words", "another type", "another state", "another id", "several jobs"] as const;

/** One random world. */
export interface Schedule {
  readonly weather: Weather;
  /** Milliseconds of bad weather. */
  readonly stormMs: number;
  readonly traits: CosTraits;
  readonly settleMs: number;
  readonly jobs: readonly ScheduledJob[];
  readonly callbacks: readonly ScheduledCallback[];
  /** Copies in which COS reports a written object; the weights of 0, 1, 2 and 3. */
  readonly eventCopies: readonly number[];
  /** What `maxAttempts` and `firstDelay` are at one time or another. */
  readonly maxAttempts: readonly number[];
  readonly firstDelayMs: readonly number[];
  /** Milliseconds at which an operator purges what is over. */
  readonly purgesMs: readonly number[];
  /** Whether the worker asks CI to confirm callbacks. */
  readonly isConfirmed: boolean;
  readonly forgeries: readonly Forgery[];
  /** How often an event has further records. */
  readonly manyRecords: number;
  /** Milliseconds after which lifecycle rules remove objects, by what their names begin with. Absent: never. */
  readonly retention?: Readonly<Record<"done" | "dead" | "journal", number>>;
  /** Milliseconds at which an operator redrives what is dead. */
  readonly redrivesMs: readonly number[];
  readonly sweepMs: number;
  /** Milliseconds that a process's clock may be fast or slow. */
  readonly skewMs: number;
  /** Milliseconds after which CI lists a job that was created. */
  readonly ciLagMs: number;
}

export const TAGS = ["Snapshot", "Concat"] as const;

const RACE_MS = 100;
const SETTLE_MS = 250;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** As the constructs have it: a journal outlives done and dead together, all retries, and a day. */
const RETENTION = { done: DAY_MS, dead: DAY_MS, journal: 3 * DAY_MS + 4 * HOUR_MS };
const MAX_REDRIVES = 6;

/** Draws a world. Every kind of trouble is absent from some of them, so that no trouble hides another. */
export function drawSchedule(random: Random, sabotage: Sabotage): Schedule {
  const { withoutClaim, withoutSettling, withoutChecksum, withoutConfirmation, withoutExpiry } = sabotage;
  const sometimes = (most: number): number => (random.chance(0.3) ? 0 : random.next() * most);
  // One in ten lasts for hours, so that jobs outlive what a sweep looks back at.
  const isLong = random.chance(0.1);
  const stormMs = isLong ? random.between(HOUR_MS, 4 * HOUR_MS) : random.between(30_000, 600_000);
  const races = withoutSettling === true || random.chance(0.5);
  const settles = races && !withoutSettling && !withoutClaim;
  // One in a thousand has a callback of up to a thousand jobs.
  const isCrowded = random.chance(0.001);
  const count = isCrowded ? random.between(100, 1000) : random.between(1, 4);
  // One in a hundred goes on for days, in which lifecycle rules remove what is old.
  const expires = withoutExpiry === true || (!isCrowded && random.chance(0.01));
  const isConfirmed = withoutConfirmation === true || random.chance(0.3);
  const jobs = Array.from({ length: count }, (_, index) => drawJob(random, `j${index}`, stormMs, expires));
  return {
    weather: {
      fails: sometimes(0.15),
      answerLost: sometimes(0.1),
      dies: sometimes(0.08),
      stalls: sometimes(0.03),
      ...{ comesLater: sometimes(0.05), damages: withoutChecksum ? 0.2 : sometimes(0.1) },
    },
    stormMs,
    traits: {
      raceMs: races ? RACE_MS : 0,
      listLagMs: random.pick([0, 2000, 30_000]),
      oldReadMs: random.pick([0, 0, 2000, 20_000]),
      oddPages: random.chance(0.3),
      ignoresCondition: (name) => withoutClaim === true && name.startsWith("journal/"),
      keepsAge: (name) => withoutExpiry === true && name.startsWith("journal/"),
    },
    settleMs: settles ? SETTLE_MS : 0,
    jobs,
    callbacks: isCrowded ? [drawCallback(random, jobs)] : drawCallbacks(random, jobs),
    isConfirmed,
    forgeries: isConfirmed ? drawForgeries(random, jobs, stormMs) : [],
    purgesMs: random.chance(0.2) ? [random.between(0, 2 * stormMs)] : [],
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
    redrivesMs: expires ? drawDailyRedrives(random) : drawRedrives(random, stormMs),
    sweepMs: expires ? HOUR_MS / 2 : isLong ? 10 * MINUTE_MS : MINUTE_MS,
    skewMs: random.pick([0, 0, 1000, 15_000, 30_000]),
    ciLagMs: random.pick([0, 10_000, 3 * MINUTE_MS]),
  };
}

function drawRedrives(random: Random, stormMs: number): number[] {
  return random.chance(0.5) ? [random.between(0, stormMs), random.between(0, 1.2 * stormMs)] : [];
}

/** What is dead is redriven before it expires, again and again, so that its journal outlives the age of its first entries. */
function drawDailyRedrives(random: Random): number[] {
  const redrives: number[] = [];
  for (let atMs = 0; redrives.length < MAX_REDRIVES;) {
    atMs += random.between(15 * HOUR_MS, 20 * HOUR_MS);
    redrives.push(atMs);
  }
  return redrives;
}

function drawForgeries(random: Random, jobs: readonly ScheduledJob[], stormMs: number): Forgery[] {
  return jobs.slice(0, 2).map((job) => ({
    ...{ job, atMs: random.between(0, stormMs) },
    says: random.pick(["its words", "its words", ...FORGERIES] as const),
  }));
}

/** @param fails whether most of user code's runs fail */
function drawJob(random: Random, id: string, stormMs: number, fails: boolean): ScheduledJob {
  const endsAtMs = random.between(0, stormMs);
  const ends = ["succeeds", "succeeds", fails ? "fails" : "succeeds", "fails", "is refused for good"] as const;
  return {
    ...{ id, key: `job_${id}_Success`, tag: random.pick(TAGS) },
    createdAtMs: random.pick([endsAtMs, random.between(0, endsAtMs)]),
    endsAtMs,
    runs: Array.from({ length: fails ? 1 : random.between(1, 4) }, () => random.pick(ends)),
  };
}

function drawCallback(random: Random, of: readonly ScheduledJob[]): ScheduledCallback {
  return {
    jobs: of,
    callsMs: Array.from({ length: random.chance(0.15) ? 0 : random.pick([1, 1, 1, 2, 3]) }, () =>
      random.pick([0, random.between(0, 100), random.between(0, 300_000)]),
    ),
    repeats: random.pick([0, 0, 3]),
  };
}

/** One for each job; in some worlds two jobs share one, besides their own or instead. */
function drawCallbacks(random: Random, jobs: readonly ScheduledJob[]): ScheduledCallback[] {
  const draw = (of: readonly ScheduledJob[]): ScheduledCallback => drawCallback(random, of);
  const own = jobs.map((job) => draw([job]));
  if (jobs.length < 2 || random.chance(0.8)) return own;
  const pair = draw(jobs.slice(0, 2));
  return random.chance(0.5) ? [...own, pair] : [...own.slice(2), pair];
}
