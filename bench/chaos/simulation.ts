/** One world, from its beginning until all of its work is finished. */
import { progressOf } from "../../handler/delivery/durable/entry";
import type { Entry } from "../../handler/delivery/durable/entry";
import { archiveName } from "../../handler/delivery/durable/names";
import type { SimulatedCos } from "./cos";
import { waitingIn } from "./forgery";
import { callBack, reportObject, sweepOnce } from "./functions";
import { expire, forge, purgeAll, redriveAll } from "./others";
import { Platform } from "./platform";
import type { Observer } from "./process";
import { Random } from "./random";
import type { Records } from "./records";
import { drawSchedule, drawTopicSchedule } from "./schedule";
import type { Sabotage, Schedule, ScheduledJob } from "./schedule";
import { SimulatedTopic } from "./topic";

/** Longer than all attempts of callbacks that are redriven when the faults end. */
const AFTER_FAULTS_MS = 24 * 3_600_000;

/** Facts about a finished world. */
export interface World {
  readonly schedule: Schedule;
  readonly cos: SimulatedCos;
  readonly records: Records;
  /** Milliseconds after the beginning at which the sweeper first recorded that it runs; undefined if it never did. */
  readonly sweepsSinceMs?: number;
  /** By key, including expired entries. */
  readonly journals: ReadonlyMap<string, readonly Entry[]>;
  readonly processes: number;
  readonly deaths: number;
  readonly steps: number;
}

export interface SimulationOptions extends Partial<Observer> {
  /** Whether callbacks come through a topic. @default false */
  readonly isTopic?: boolean;
}

/** @param options what is called for each event, to print or count them */
export async function simulate(
  seed: number,
  sabotage: Sabotage,
  { isTopic = false, ...observer }: SimulationOptions = {},
): Promise<World> {
  const random = new Random(seed);
  const schedule = (isTopic ? drawTopicSchedule : drawSchedule)(random, sabotage);
  let sweepsSinceMs: number | undefined;
  const platform: Platform = new Platform(random, schedule, sabotage, observer, (name) => {
    if (name === "state/sweeper") sweepsSinceMs ??= platform.elapsedMs;
    reportObject(platform, name);
  });
  const { scheduler, cos, records, processes } = platform;
  const topic = schedule.topic && new SimulatedTopic(platform, schedule.topic);
  start(platform, topic);
  const timer = { isDrained: false };
  if (!sabotage.withoutSweeper) void sweepByTimer(platform, timer, topic);
  const endsMs = schedule.faultyMs + Math.max(0, ...schedule.redrivesMs) + AFTER_FAULTS_MS;
  await scheduler.run(() => timer.isDrained || platform.elapsedMs > endsMs);
  const find = (name: string) => cos.find(name);
  return {
    ...{ schedule, cos, records, sweepsSinceMs, steps: scheduler.steps },
    journals: new Map(schedule.jobs.map(({ key }) => [key, platform.entries(key, find)])),
    processes: processes.length,
    deaths: processes.filter(({ alive }) => !alive).length,
  };
}

/** Schedules all external events. */
function start(platform: Platform, topic: SimulatedTopic | undefined): void {
  const { callbacks, redrivesMs, purgesMs, forgeries } = platform.schedule;
  for (const callback of callbacks) {
    const endsAtMs = Math.max(...callback.jobs.map((job) => job.endsAtMs));
    for (const afterMs of callback.callsMs) {
      const delayMs = endsAtMs + afterMs;
      if (topic) void topic.call(callback, delayMs, callback.repeats);
      else void callBack(platform, callback, delayMs, callback.repeats);
    }
  }
  for (const atMs of redrivesMs) void redriveAll(platform, atMs);
  for (const atMs of purgesMs) void purgeAll(platform, atMs);
  for (const forgery of forgeries) void (topic ? topic.forge(forgery) : forge(platform, forgery));
  void expire(platform);
}

async function sweepByTimer(
  platform: Platform,
  timer: { isDrained: boolean },
  topic: SimulatedTopic | undefined,
): Promise<void> {
  const { scheduler, schedule } = platform;
  const lastRedriveMs = Math.max(0, ...schedule.redrivesMs);
  for (;;) {
    await scheduler.sleep(schedule.sweepMs);
    void sweepOnce(platform);
    const isRead = topic?.isRead() !== false;
    timer.isDrained = platform.isFaultFree() && platform.elapsedMs > lastRedriveMs && isRead && isDrained(platform);
  }
}

function isDrained(platform: Platform): boolean {
  const { cos, schedule } = platform;
  return waitingIn(cos, schedule).length === 0 && schedule.jobs.every((job) => isOver(platform, job));
}

function isOver(platform: Platform, { key }: ScheduledJob): boolean {
  const { cos, records } = platform;
  const { phase, rounds } = progressOf(platform.entries(key, (name) => cos.find(name)));
  if (phase !== "done" && phase !== "dead") return false;
  return [archiveName("done", key), archiveName("dead", key, rounds.at(-1))].some(
    (name) => records.purged.has(name) || cos.find(name),
  );
}
