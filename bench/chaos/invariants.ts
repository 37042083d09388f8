import { parseCallback } from "../../handler/callback/parse";
import { advance, MAX_IDLE_CLAIMS, progressOf } from "../../handler/delivery/durable/entry";
import type { Entry } from "../../handler/delivery/durable/entry";
import { openEnvelope } from "../../handler/delivery/durable/envelope";
import { archiveName } from "../../handler/delivery/durable/names";
import { bodiesOf, waitingIn } from "./forgery";
import type { ScheduledJob } from "./schedule";
import { MAX_STEPS } from "./scheduler";
import type { World } from "./simulation";

export const KINDS = [
  "lost",
  "two outcomes",
  "not archived",
  "too many runs",
  "late run",
  "silent",
  "not drained",
  "uncalled run",
  "missing run",
  "early death",
  "no rest",
] as const;

/** A violated invariant. */
export interface Violation {
  readonly kind: (typeof KINDS)[number];
  readonly message: string;
}

/** Look-back period of a first sweep, minus the clock difference. */
const LOOK_BACK_MS = 9 * 60_000;

/** Invariants that a finished world has violated. */
export function violationsOf(world: World): Violation[] {
  const { jobs } = world.schedule;
  const broken = (kind: Violation["kind"], messages: readonly string[]): Violation[] =>
    messages.map((message) => ({ kind, message }));
  return [
    ...broken(
      "lost",
      jobs.flatMap((job) => lost(world, job)),
    ),
    ...broken(
      "two outcomes",
      jobs.flatMap((job) => twice(world, job)),
    ),
    ...broken(
      "not archived",
      jobs.flatMap((job) => unarchived(world, job)),
    ),
    ...broken(
      "too many runs",
      jobs.flatMap((job) => tooOften(world, job)),
    ),
    ...broken("late run", late(world)),
    ...broken("uncalled run", uncalled(world)),
    ...broken(
      "missing run",
      jobs.flatMap((job) => missing(world, job)),
    ),
    ...broken(
      "early death",
      jobs.flatMap((job) => early(world, job)),
    ),
    ...broken(
      "silent",
      jobs.flatMap((job) => silent(world, job)),
    ),
    ...broken(
      "not drained",
      waitingIn(world.cos, world.schedule).map((name) => `${name} still waits`),
    ),
    ...broken("no rest", world.steps < MAX_STEPS ? [] : [`work goes on after ${MAX_STEPS} steps`]),
  ];
}

/** A callback that was answered with 200, or that reconciliation had to find, has an outcome. */
function lost(
  { records: { accepted }, journals, sweepsSinceMs = Infinity }: World,
  { key, createdAtMs }: ScheduledJob,
): string[] {
  const isFindable = createdAtMs >= sweepsSinceMs - LOOK_BACK_MS;
  if (isOver(journals.get(key)!) || !(accepted.has(key) || isFindable || sweepsSinceMs === Infinity)) return [];
  return [`${key} ${accepted.has(key) ? "was accepted" : "ended without a callback"} and has no outcome`];
}

/** Between two redrives, at most one worker learns that it recorded the callback's outcome. */
function twice({ records: { outcomes, redrives }, cos }: World, { key }: ScheduledJob): string[] {
  const recorded = outcomes.get(key) ?? [];
  if (new Set(recorded.map(({ round }) => round)).size < recorded.length) {
    const list = recorded.map(({ slot, kind, round }) => `${kind} at ${slot} in round ${round}`).join(", ");
    return [`${key} has ${recorded.length} outcomes: ${list}`];
  }
  const archives = (["done", "dead"] as const).filter((archive) => cos.find(archiveName(archive, key)));
  return redrives.has(key) || archives.length < 2 ? [] : [`${key} is both in done/ and in dead/`];
}

/** A finished callback is in the archive of its outcome, with a body that CI sent. */
function unarchived({ journals, cos, records: { purged } }: World, job: ScheduledJob): string[] {
  const { key } = job;
  const { phase, rounds } = progressOf(journals.get(key)!);
  if (phase !== "done" && phase !== "dead") return [];
  const name = archiveName(phase, key, phase === "dead" ? rounds.at(-1) : 0);
  const content = cos.find(name);
  if (!content) return purged.has(name) ? [] : [`${key} is ${phase} and not at ${name}`];
  const { head, body } = openEnvelope(content, key);
  if (head.outcome?.status !== phase) return [`${name} says ${head.outcome?.status}`];
  return bodiesOf(job).map(read).includes(read(body)) ? [] : [`${name} has a body that CI did not send`];
}

/** The content of a body: a part of a common callback is serialized again. */
function read(body: string | Uint8Array): string {
  try {
    return JSON.stringify(parseCallback(body));
  } catch (error) {
    return `not a callback: ${(error as Error).message}`;
  }
}

/** No round has more runs than its allowed attempts, and no callback has more runs than claims. */
function tooOften({ records: { runs, claims, mostBegun }, schedule }: World, { key }: ScheduledJob): string[] {
  const most = mostBegun.get(key) ?? 0;
  const own = runs.filter((run) => run.key === key).length;
  const allowed = claims.get(key) ?? 0;
  if (most > Math.max(...schedule.maxAttempts)) return [`${key} began ${most} times in a round`];
  return own > allowed ? [`${key} ran ${own} times with ${allowed} claims`] : [];
}

/** No effect without acceptance: CI sent or confirmed the callback, its job has ended, and it is not forged. */
function uncalled({ records: { runs } }: World): string[] {
  const uncalled = runs.filter(({ isEnded, isCalled, via }) => {
    return !isEnded || (via === "callback" ? !isCalled : via !== "query");
  });
  return uncalled.map(({ key, via }) => `${key} ran with the data of a ${via}, which must not start it`);
}

/** A run that is recorded as begun does begin. */
function missing({ records: { runs, expected } }: World, { key }: ScheduledJob): string[] {
  const own = runs.filter((run) => run.key === key).length;
  const begun = expected.get(key) ?? 0;
  return own < begun ? [`${key} ran ${own} times, and ${begun} runs are recorded to begin`] : [];
}

/** A dead callback had all promised runs, or user code gave it up, or user code never began. */
function early({ journals, schedule }: World, { key }: ScheduledJob): string[] {
  let progress = progressOf([]);
  const found: string[] = [];
  for (const entry of journals.get(key)!) {
    const { attempts, idle, tip } = progress;
    progress = advance(progress, entry);
    if (entry.kind !== "dead" || progress.tip === tip) continue;
    const { name, message } = entry.error;
    const isDue = name === "NotBegun" ? idle >= MAX_IDLE_CLAIMS : attempts >= Math.min(...schedule.maxAttempts);
    if (!isDue && name !== "PermanentError") found.push(`${key} died after ${attempts} runs: ${name}: ${message}`);
  }
  return found;
}

/** No run begins after the outcome is recorded. */
function late({ records: { runs } }: World): string[] {
  return runs
    .filter(({ entries, isLate }) => isLate || isOver(entries))
    .map(({ key }) => `${key} ran after its outcome was recorded`);
}

/** Each dead callback raised an alarm. */
function silent({ journals, records: { alarms } }: World, { key }: ScheduledJob): string[] {
  const entries = journals.get(key)!;
  const deaths = entries.filter(
    ({ kind, nonce }, slot) => kind === "dead" && progressOf(entries.slice(0, slot + 1)).tip === nonce,
  );
  const raised = alarms.get(key) ?? 0;
  return raised < deaths.length ? [`${key} died ${deaths.length} times and raised ${raised} alarms`] : [];
}

function isOver(entries: readonly Entry[]): boolean {
  const { phase } = progressOf(entries);
  return phase === "done" || phase === "dead";
}
