/** Other users of the inbox: operators, a forger, and the bucket's lifecycle rules. */
import { keyOfName } from "../../handler/delivery/durable/names";
import { listCallbacks, purge, redrive } from "../../handler/delivery/durable/operations";
import { forgedBody } from "./forgery";
import { receive } from "./functions";
import type { Platform } from "./platform";
import type { Forgery } from "./schedule";

const HOUR_MS = 3_600_000;

/** How often an interrupted command is repeated after the faults have ended. Before that it is always repeated. */
const REPEATS = 20;

/** Redrives all dead callbacks; repeats the command if it is interrupted. */
export async function redriveAll(platform: Platform, delayMs: number, repeats = REPEATS): Promise<void> {
  const { scheduler, cos } = platform;
  await scheduler.sleep(delayMs);
  const process = platform.start("operator");
  const keys = new Set(cos.names("dead/").map((name) => keyOfName("dead", name)!));
  let isComplete = false;
  void scheduler
    .sleep(120_000)
    .then(() =>
      isComplete || repeats === 0 ? undefined : redriveAll(platform, 0, platform.isFaultFree() ? repeats - 1 : repeats),
    );
  try {
    for (const key of keys) {
      const result = await redrive(process.store, platform.journal(process), key, process.clock);
      platform.say(`${process.name} ${key}: ${result}`);
    }
    isComplete = true;
  } catch {
    platform.say(`${process.name} fails`);
  }
}

export async function purgeAll(platform: Platform, delayMs: number): Promise<void> {
  await platform.scheduler.sleep(delayMs);
  const process = platform.start("operator");
  const journal = platform.journal(process);
  try {
    for (const folder of ["done", "dead"] as const) {
      for await (const listed of listCallbacks(process.store, folder)) {
        const now = process.clock.now();
        platform.records.purged.add(listed.name); // the object may be deleted, whatever the answer says
        const isPurged = await purge({ store: process.store, journal, now }, folder, listed, now, true);
        platform.say(`${process.name} purges ${listed.name}: ${isPurged}`);
      }
    }
  } catch {
    platform.say(`${process.name} fails`);
  }
}

/** A forger who knows the secret sends a callback for a job, ended or not. */
export async function forge(platform: Platform, forgery: Forgery): Promise<void> {
  await platform.scheduler.sleep(forgery.atMs);
  const process = platform.start("receiver");
  await receive(platform, process, forgedBody(forgery)).catch(() =>
    platform.say(`${process.name} refuses a forgery for ${forgery.job.key}`),
  );
}

/** The bucket's lifecycle rules remove objects by their own age, one by one, some time after they are due. */
export async function expire(platform: Platform): Promise<void> {
  const { retention } = platform.schedule;
  if (!retention) return;
  for (;;) {
    await platform.scheduler.sleep(HOUR_MS);
    for (const [folder, limitMs] of Object.entries(retention)) {
      for (const name of platform.cos.names(`${folder}/`)) {
        if (platform.cos.ageOf(name) < limitMs || platform.random.chance(0.5)) continue;
        platform.say(`${name} expires`);
        platform.cos.expire(name);
      }
    }
  }
}
