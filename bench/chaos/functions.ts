/** Functions of durable delivery, started as the platform starts them. */
import type { Job } from "../../handler/callback/events";
import type { CallbackContext } from "../../handler/context";
import { INBOX } from "../../handler/delivery/durable/names";
import { receiverMode } from "../../handler/delivery/durable/receiver-mode";
import { sweeperFunction } from "../../handler/delivery/durable/sweeper-function";
import { workerFunction } from "../../handler/delivery/durable/worker-function";
import type { WorkerFunctionOptions } from "../../handler/delivery/durable/worker-function";
import { topicFunction } from "../../handler/delivery/topic/function";
import { reconcilingTopic } from "../../handler/delivery/topic/settled";
import { UserCode } from "../../handler/delivery/user-code";
import { PermanentError } from "../../handler/errors";
import { callbackBody } from "./ci";
import { CONFIG, PREFIX } from "./platform";
import type { Platform } from "./platform";
import type { SimulatedProcess } from "./process";
import type { ScheduledCallback } from "./schedule";

/** How often the platform starts a failed worker again. */
const WORKER_REPEATS = 2;
const MAX_OTHER_RECORDS = 3;

/** Starts a receiver for a request. Rejects if it does not answer 200. */
export async function receive(platform: Platform, process: SimulatedProcess, body: string): Promise<void> {
  const { read, deliver } = receiverMode(process.store);
  await deliver({ callback: read(body, {}, {}), body, headers: {}, digest: () => "" }, platform.callOf(process));
}

/** CI calls the receiver, and calls again if the answer is not 200. */
export async function callBack(
  platform: Platform,
  callback: ScheduledCallback,
  delayMs: number,
  repeats: number,
): Promise<void> {
  const { scheduler, random, records } = platform;
  await scheduler.sleep(delayMs);
  const process = platform.start("receiver");
  const keys = callback.jobs.map(({ key }) => key);
  for (const key of keys) records.called.add(key);
  try {
    await receive(platform, process, callbackBody(callback));
    for (const key of keys) records.accepted.add(key);
    platform.say(`${process.name} answers 200 for ${keys.join(", ")}`);
  } catch {
    platform.say(`${process.name} answers 503 for ${keys.join(", ")}`);
    if (repeats > 0) void callBack(platform, callback, random.between(0, 60_000), repeats - 1);
  }
}

/** COS reports an inbox object to the platform, which starts a worker for each copy of the report. */
export function reportObject(platform: Platform, name: string): void {
  if (!name.startsWith(INBOX)) return;
  const { random, schedule } = platform;
  const copies = platform.isFaultFree() ? 1 : random.weighted(schedule.eventCopies);
  for (let copy = 0; copy < copies; copy++) {
    const delayMs = random.pick([5, random.between(5, 2000), random.between(5, 90_000)]);
    void work(platform, name, delayMs, WORKER_REPEATS);
  }
}

async function work(platform: Platform, name: string, delayMs: number, repeats: number): Promise<void> {
  await platform.scheduler.sleep(delayMs);
  const names = [name, ...otherNames(platform)];
  const process = platform.start("worker");
  platform.limit(process);
  const options = workerOptions(platform, process);
  const worker = platform.schedule.topic ? topicFunction({ ...options, limits: CONFIG }) : workerFunction(options);
  const Records = names.map((each) => ({ cos: { cosObject: { key: `/1250000000/media/${PREFIX}${each}` } } }));
  try {
    await worker({ Records }, platform.callOf(process));
    platform.say(`${process.name} ends`);
  } catch {
    platform.say(`${process.name} fails`);
    if (repeats > 0) void work(platform, name, 60_000, repeats - 1);
  }
  process.end();
}

/** Dependencies of a process that runs user code. */
export function workerOptions(platform: Platform, process: SimulatedProcess): WorkerFunctionOptions {
  const { schedule, sabotage, records, random } = platform;
  const { store, clock } = process;
  const run = (job: Job, context: CallbackContext): Promise<void> => userCode(platform, process, job, context);
  const isConfirmed = schedule.isConfirmed && !sabotage.withoutConfirmation;
  return {
    ...{ config: platform.config(), store, journal: platform.journal(process), clock, random: random.next },
    history: isConfirmed ? platform.ci.historyFor(process) : undefined,
    userCode: new UserCode(CONFIG, { onOtherJob: run }),
    onDead: ({ key }) => {
      platform.say(`${process.name} raises an alarm for ${key}`);
      records.alarmRaised(key);
    },
  };
}

/** Further records of an event: arbitrary inbox objects, some of them twice. */
function otherNames({ random, schedule, cos }: Platform): string[] {
  if (!random.chance(schedule.manyRecords)) return [];
  const waiting = cos.names(INBOX);
  if (waiting.length === 0) return [];
  return Array.from({ length: random.between(1, MAX_OTHER_RECORDS) }, () => random.pick(waiting));
}

async function userCode(
  platform: Platform,
  process: SimulatedProcess,
  { jobId, state, userData = "" }: Job,
  { attempt }: CallbackContext,
): Promise<void> {
  const { random, records, schedule } = platform;
  const job = schedule.jobs.find(({ id, key }) => id === jobId && key === `job_${id}_${state}`);
  const key = job?.key ?? `job_${jobId}_${state}`;
  const count = records.runs.filter((run) => run.key === key).length;
  const isEnded = job !== undefined && platform.elapsedMs >= job.endsAtMs;
  records.runBegins({ key, entries: platform.entries(key), isEnded, via: userData });
  const end = job?.runs[Math.min(count, job.runs.length - 1)] ?? "succeeds";
  platform.say(`${process.name} runs user code for ${key}, attempt ${attempt}: it ${end}`);
  await process.sleep(random.pick([1, random.between(1, 1000), random.between(1, 45_000)]));
  if (random.chance(platform.faultRates().dies)) process.kill("in user code");
  await process.sleep(0);
  if (end === "is refused for good") throw new PermanentError(end);
  if (end === "fails") throw new Error(end);
}

export async function sweepOnce(platform: Platform): Promise<void> {
  const process = platform.start("sweeper");
  platform.limit(process);
  const { store, clock } = process;
  const history = platform.ci.historyFor(process);
  const config = platform.config();
  const journal = platform.journal(process);
  const isStrict = platform.schedule.topic && !platform.sabotage.withoutOutcome;
  const reconciling = isStrict ? reconcilingTopic({ store, journal }) : undefined;
  const run = sweeperFunction({ config, store, journal, clock, history, reconciling });
  try {
    platform.say(`${process.name}: ${JSON.stringify(await run({}, platform.callOf(process)))}`);
  } catch {
    platform.say(`${process.name} fails`); // the next sweeper starts in a minute
  }
  process.end();
}
