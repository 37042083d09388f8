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
}

/** A job that CI runs, and what its user code is going to do. */
export interface ScheduledJob {
  readonly key: string;
  readonly endsAtMs: number;
  /** CI's own calls: milliseconds after the end. None: CI never calls. */
  readonly callsMs: readonly number[];
  /** How often CI repeats a call that was not answered with 200. */
  readonly repeats: number;
  /** How each run of user code ends; the last one is how all further ones do. */
  readonly runs: readonly ("succeeds" | "fails" | "is refused for good")[];
}

/** One random world. */
export interface Schedule {
  readonly weather: Weather;
  /** Milliseconds of bad weather. */
  readonly stormMs: number;
  readonly traits: CosTraits;
  readonly settleMs: number;
  readonly jobs: readonly ScheduledJob[];
  /** Copies in which COS reports a written object; the weights of 0, 1, 2 and 3. */
  readonly eventCopies: readonly number[];
  readonly maxAttempts: number;
  /** Milliseconds at which an operator redrives what is dead. */
  readonly redrivesMs: readonly number[];
}

const RACE_MS = 100;
const SETTLE_MS = 250;

/** Draws a world. Every kind of trouble is absent from some of them, so that no trouble hides another. */
export function drawSchedule(random: Random, { withoutClaim, withoutSettling }: Sabotage): Schedule {
  const sometimes = (most: number): number => (random.chance(0.3) ? 0 : random.next() * most);
  const stormMs = random.between(30_000, 600_000);
  const races = withoutSettling === true || random.chance(0.5);
  const settles = races && !withoutSettling && !withoutClaim;
  return {
    weather: { fails: sometimes(0.15), answerLost: sometimes(0.1), dies: sometimes(0.08), stalls: sometimes(0.03) },
    stormMs,
    traits: {
      raceMs: races ? RACE_MS : 0,
      listLagMs: random.pick([0, 2000, 30_000]),
      ignoresCondition: (name) => withoutClaim === true && name.startsWith("journal/"),
    },
    settleMs: settles ? SETTLE_MS : 0,
    jobs: Array.from({ length: random.between(1, 4) }, (_, index) => drawJob(random, `job_j${index}_Success`, stormMs)),
    eventCopies: random.pick([
      [0.1, 0.75, 0.1, 0.05],
      [0, 1, 0, 0],
      [0.5, 0.5, 0, 0],
      [0, 0.2, 0.4, 0.4],
    ]),
    maxAttempts: random.between(2, 5),
    redrivesMs: random.chance(0.3) ? [random.between(0, stormMs), random.between(0, stormMs)] : [],
  };
}

function drawJob(random: Random, key: string, stormMs: number): ScheduledJob {
  const calls = random.chance(0.15) ? 0 : random.pick([1, 1, 1, 2, 3]);
  return {
    key,
    endsAtMs: random.between(0, stormMs),
    callsMs: Array.from({ length: calls }, () => random.pick([0, random.between(0, 100), random.between(0, 300_000)])),
    repeats: random.pick([0, 0, 3]),
    runs: Array.from({ length: random.between(1, 4) }, () =>
      random.pick(["succeeds", "succeeds", "succeeds", "fails", "is refused for good"] as const),
    ),
  };
}
