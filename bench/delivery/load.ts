import { Agent, request } from "node:http";
import { listAll } from "../../handler/delivery/durable/store";
import { startLocalCloud } from "../../local/cloud";
import type { LocalCloud } from "../../local/cloud";
import { readOptions, wholeNumber } from "../../scripts/options";
import { BUCKET, deployDurable, jobCallback, PREFIX, PROGRAM } from "./deployment";
import type { Deployment } from "./deployment";
import { percentile } from "./percentile";

const USAGE = `Durable delivery under load on the local cloud, with faults and kill -9 at every step: what was answered with 200 must
have one outcome in the end.

  npm run bench:delivery -- load [--rate 200] [--seconds 30] [--json]`;

const values = readOptions(USAGE, {
  rate: { type: "string", default: "200" },
  seconds: { type: "string", default: "30" },
  json: { type: "boolean", default: false },
});

const RATE = wholeNumber(USAGE, "rate", values.rate);
const SECONDS = wholeNumber(USAGE, "seconds", values.seconds);

const DUPLICATES = 0.05;
const FAULTS = 0.02;
/** Of the calls to COS that workers and receivers make, as many get their process killed. */
const KILLS = 0.002;
const DRAIN_LIMIT_MS = 600_000;
const ENVIRONMENT = {
  CI_CALLBACK_RETRY: '{"maxAttempts":20,"firstDelay":1,"maxDelay":2}',
  CI_CALLBACK_SLACK_MS: "10000",
  CI_CALLBACK_RECONCILE: "off",
  CI_CALLBACK_LOG_LEVEL: "info",
};

interface Figures {
  readonly sent: number;
  readonly ratePerSecond: number;
  readonly accepted: number;
  readonly refused: number;
  readonly killed: number;
  readonly failedCalls: number;
  readonly runs: number;
  readonly done: number;
  readonly dead: number;
  readonly lost: number;
  readonly twoOutcomes: number;
  readonly left: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly drainSeconds: number;
}

async function main(): Promise<void> {
  const cloud = await startLocalCloud({ buckets: [BUCKET], eventMs: 5, asyncRetryMs: 2000, instanceLimit: 8 });
  try {
    const world = await deployDurable({
      cloud,
      program: PROGRAM,
      environment: ENVIRONMENT,
      sweeps: "*/5 * * * * * *",
      workerTimeoutS: 5,
    });
    const figures = await measure(cloud, world, RATE, SECONDS);
    if (values.json) console.log(JSON.stringify(figures, undefined, 2));
    else for (const [name, value] of Object.entries(figures)) console.log(`${name.padEnd(14)} ${String(value)}`);
    process.exitCode = figures.lost + figures.twoOutcomes + figures.left === 0 ? 0 : 1;
  } finally {
    await cloud.close();
  }
}

async function measure(cloud: LocalCloud, world: Deployment, rate: number, seconds: number): Promise<Figures> {
  await post(world.callbackUrl, jobCallback("warm-up"));
  setFaults(cloud);
  const accepted = new Set<string>();
  const times: number[] = [];
  let sent = 0;
  let refused = 0;
  const pending: Promise<void>[] = [];
  const call = (jobId: string): void => {
    sent++;
    const started = performance.now();
    const answered = post(world.callbackUrl, jobCallback(jobId)).then((status) => {
      times.push(performance.now() - started);
      if (status === 200) accepted.add(`job_${jobId}_Success`);
      else refused++;
    });
    pending.push(answered);
  };
  const started = performance.now();
  let last = "";
  while (performance.now() - started < seconds * 1000) {
    const due = Math.floor(((performance.now() - started) / 1000) * rate);
    while (sent < due) {
      const jobId = Math.random() < DUPLICATES && last ? last : kindOf(sent);
      last = jobId;
      call(jobId);
    }
    say(
      `${Math.round((performance.now() - started) / 1000)} s of ${seconds} s, ${sent} sent, ${accepted.size} accepted`,
    );
    await sleep(5);
  }
  const elapsed = (performance.now() - started) / 1000;
  await Promise.all(pending);
  cloud.faults.clear();

  const drainStarted = performance.now();
  while (performance.now() - drainStarted < DRAIN_LIMIT_MS && (await count(world, "inbox/")) > 0) {
    say(`draining, ${await count(world, "inbox/")} left`);
    await sleep(500);
  }
  const drainSeconds = Math.round((performance.now() - drainStarted) / 100) / 10;
  const left = await count(world, "inbox/");
  await cloud.idle();
  return {
    ...{ sent, ratePerSecond: Math.round(sent / elapsed), accepted: accepted.size, refused, drainSeconds, left },
    ...outcomesOf(cloud, await journals(world), accepted),
    ...{ done: await count(world, "done/"), dead: await count(world, "dead/") },
    ...{ p50Ms: percentile(times, 0.5), p99Ms: percentile(times, 0.99) },
  };
}

function setFaults({ faults }: LocalCloud): void {
  const all = { match: `* ${BUCKET}.cos.*${PREFIX}*`, times: Infinity };
  const event = { match: "EVENT worker *", times: Infinity };
  faults.add({ ...all, chance: FAULTS / 2, effect: { type: "answer", status: 503 } });
  faults.add({ ...all, chance: FAULTS / 2, effect: { type: "drop" } });
  faults.add({ ...all, chance: KILLS / 2, effect: { type: "kill", when: "before" } });
  faults.add({ ...all, chance: KILLS / 2, effect: { type: "kill", when: "after" } });
  faults.add({ ...event, chance: FAULTS, effect: { type: "drop" } });
  faults.add({ ...event, chance: FAULTS, effect: { type: "repeat", times: 2 } });
  faults.add({ ...event, chance: FAULTS, effect: { type: "delay", ms: 1500 } });
}

/** Some jobs fail at first, some for good. */
function kindOf(index: number): string {
  const kind = index % 50 === 7 ? "fails-" : index % 100 === 13 ? "refused-" : "";
  return `j-${kind}${index}`;
}

type Journals = ReadonlyMap<string, readonly string[]>;

/** Kinds of entries of every callback. */
async function journals({ store }: Deployment): Promise<Journals> {
  const found = new Map<string, string[]>();
  for await (const { name } of listAll(store, "journal/")) {
    const [, key = ""] = name.split("/");
    const entry = JSON.parse(Buffer.from((await store.get(name))!).toString()) as { readonly kind: string };
    found.set(key, [...(found.get(key) ?? []), entry.kind]);
  }
  return found;
}

function outcomesOf(cloud: LocalCloud, entries: Journals, accepted: ReadonlySet<string>) {
  const isOutcome = (kind: string): boolean => kind === "done" || kind === "dead";
  const lost = [...accepted].filter((key) => !isOutcome(entries.get(key)?.at(-1) ?? "")).length;
  const twoOutcomes = [...entries.values()].filter((kinds) => kinds.filter(isOutcome).length > 1).length;
  const killed = cloud.asyncCalls.filter(({ error }) => error?.includes("SIGKILL")).length;
  const failedCalls = cloud.asyncCalls.filter(({ error }) => error !== undefined).length;
  const runs = cloud.logs.filter(({ text }) => text.includes('"message":"effect"')).length;
  return { lost, twoOutcomes, killed, failedCalls, runs };
}

async function count({ store }: Deployment, prefix: string): Promise<number> {
  let found = 0;
  for await (const object of listAll(store, prefix)) found += object.name ? 1 : 0;
  return found;
}

const agent = new Agent({ keepAlive: true, maxSockets: 64 });

/** Status of the answer; 0 for none. */
function post(url: string, body: string): Promise<number> {
  return new Promise((resolve) => {
    const headers = { "content-type": "application/xml", "content-length": Buffer.byteLength(body) };
    const outgoing = request(url, { method: "POST", agent, headers }, (incoming) => {
      incoming.resume();
      incoming.on("end", () => resolve(incoming.statusCode ?? 0));
    });
    outgoing.on("error", () => resolve(0));
    outgoing.end(body);
  });
}

/** Without a terminal, progress is a line now and then. */
const QUIET_MS = 10_000;
let saidAt = -Infinity;

function say(line: string): void {
  const { isTTY } = process.stderr;
  if (performance.now() - saidAt < (isTTY ? 100 : QUIET_MS)) return;
  saidAt = performance.now();
  process.stderr.write(isTTY ? `\r\x1b[K${line}` : `${line}\n`);
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 2;
});
