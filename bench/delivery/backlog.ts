import { fork } from "node:child_process";
import { join } from "node:path";
import { packEnvelope } from "../../handler/delivery/durable/envelope";
import { BUCKET, jobCallback, PREFIX } from "../../harness/durable-deployment";
import { startLocalCloud } from "../../local/cloud";
import type { LocalCloud } from "../../local/cloud";
import { readOptions, wholeNumber } from "../../scripts/options";
import { say } from "./progress";
import type { SweeperMessage } from "./sweeper-process";

const USAGE = `A backlog, as after an outage: callbacks wait in the inbox on the local cloud, and the sweeper, in a process of its own,
calls their workers. Simulated workers take 1 ms and archive at once, so that only the sweeper is measured.

  npm run bench:delivery -- backlog [--callbacks 100000] [--json]

Exit code 1 when fewer than 500 a second are processed, when the sweeper's memory grows, or when some are left.`;

const values = readOptions(USAGE, {
  callbacks: { type: "string", default: "100000" },
  json: { type: "boolean", default: false },
});

const CALLBACKS = wholeNumber(USAGE, "callbacks", values.callbacks);
const WORKER_MS = 1;
const MAX_IN_FLIGHT = 1000;
const TARGET_PER_SECOND = 500;
/** Maximum difference in megabytes between the last and the first quarter that does not count as growth. */
const MAX_GROWTH_MB = 10;
const LIMIT_MS = 1_000_000;
const HOUR_MS = 3_600_000;

type Objects = LocalCloud["buckets"][number]["objects"];

async function main(): Promise<void> {
  const cloud = await startLocalCloud({ buckets: [BUCKET] });
  const bucket = cloud.buckets.find(({ name }) => name === BUCKET)!;
  const { secretId, secretKey } = cloud.credential;
  const messages: SweeperMessage[] = [];
  try {
    await fill(bucket);
    const isDone = simulateWorkers(bucket.objects);
    const args = [cloud.url, cloud.region, secretId, secretKey, String(MAX_IN_FLIGHT)];
    const sweeper = fork(join(__dirname, "sweeper-process.ts"), args, {
      execArgv: [...process.execArgv, "--expose-gc"],
    });
    const failed = new Promise<never>((_, reject) => {
      sweeper.once("exit", (code) => reject(new Error(`the sweeper ended (exit code ${code})`)));
    });
    failed.catch(() => {});
    sweeper.on("message", (message: SweeperMessage) => messages.push(message));
    const started = performance.now();
    while (!isDone() && performance.now() - started < LIMIT_MS) {
      await Promise.race([sleep(500), failed]);
      say(`${waitingIn(bucket.objects)} left after ${Math.round((performance.now() - started) / 1000)} s`);
    }
    const seconds = (performance.now() - started) / 1000;
    sweeper.removeAllListeners("exit");
    sweeper.disconnect();
    report(seconds, waitingIn(bucket.objects), messages);
  } finally {
    await cloud.close();
  }
}

/** Stores the callbacks as an outage leaves them: no event will arrive for them. */
async function fill(bucket: LocalCloud["buckets"][number]): Promise<void> {
  const now = new Date(Date.now() - HOUR_MS);
  for (let index = 0; index < CALLBACKS; index++) {
    const key = `job_j${index}_Success`;
    const head = { key, source: "callback", receivedAt: now.getTime(), headers: {} } as const;
    const body = Buffer.from(packEnvelope({ head, body: jobCallback(`j${index}`) }));
    bucket.put(`${PREFIX}inbox/${key}`, { body, now });
    if (index % 1000 === 0) await sleep(0);
  }
}

/** Removes each object that is written into the inbox after a worker's duration. Returns whether none is left. */
function simulateWorkers(objects: Objects): () => boolean {
  const inbox = `${PREFIX}inbox/`;
  const set = objects.set.bind(objects);
  objects.set = (name, object) => {
    if (name.startsWith(inbox)) {
      const archive = `${PREFIX}done/${name.slice(inbox.length)}`;
      setTimeout(() => {
        set(archive, object);
        objects.delete(name);
      }, WORKER_MS);
    }
    return set(name, object);
  };
  return () => waitingIn(objects) === 0;
}

function waitingIn(objects: Objects): number {
  let count = 0;
  for (let marker = ""; ;) {
    const page = objects.keysAfter(`${PREFIX}inbox/`, marker, 10_000);
    if (page.length === 0) return count;
    [count, marker] = [count + page.length, page.at(-1)!];
  }
}

function report(seconds: number, left: number, messages: readonly SweeperMessage[]): void {
  const heldMb = messages.map(({ heldMb }) => heldMb);
  const perSecond = Math.round((CALLBACKS - left) / seconds);
  const quarter = Math.max(1, Math.floor(heldMb.length / 4));
  const most = (part: readonly number[]): number => Math.max(0, ...part);
  const growthMb = Math.round((most(heldMb.slice(-quarter)) - most(heldMb.slice(0, quarter))) * 10) / 10;
  const figures = {
    ...{ callbacks: CALLBACKS, left, seconds: Math.round(seconds), perSecond, targetPerSecond: TARGET_PER_SECOND },
    sweeperCpuUs: Math.round(((messages.at(-1)?.cpuMs ?? 0) * 1000) / Math.max(1, CALLBACKS - left)),
    ...{ heldMb: most(heldMb), growthMb, maxGrowthMb: MAX_GROWTH_MB },
    met: left === 0 && perSecond >= TARGET_PER_SECOND && growthMb <= MAX_GROWTH_MB,
  };
  if (values.json) console.log(JSON.stringify(figures, undefined, 2));
  else for (const [name, value] of Object.entries(figures)) console.log(`${name.padEnd(16)} ${value}`);
  if (!figures.met) process.exitCode = 1;
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 2;
});
