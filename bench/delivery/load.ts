import { Agent, request } from "node:http";
import { openEnvelope } from "../../handler/delivery/durable/envelope";
import { startLocalCloud } from "../../local/cloud";
import type { LocalCloud } from "../../local/cloud";
import { readOptions, wholeNumber } from "../../scripts/options";
import { BUCKET, deployDurable, jobCallback, PREFIX, PROGRAM } from "../../harness/durable-deployment";
import type { Deployment } from "../../harness/durable-deployment";
import { setKills } from "./kills";
import type { Kills } from "./kills";
import { percentile } from "./percentile";
import { say } from "./progress";

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
  readonly killed: Kills;
  readonly failedCalls: number;
  readonly runs: number;
  readonly done: number;
  readonly dead: number;
  /** Accepted, but the last journal entry is not an outcome. */
  readonly lost: number;
  /** Accepted, but neither in `done/` nor in `dead/` with the body that was sent. */
  readonly withoutBody: number;
  /** Accepted, but never processed by user code. */
  readonly withoutEffect: number;
  readonly twoOutcomes: number;
  readonly left: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly drainSeconds: number;
}

async function main(): Promise<void> {
  const cloud = await startLocalCloud({ buckets: [BUCKET], eventMs: 5, asyncRetryMs: 2000, instanceLimit: 8 });
  try {
    const deployment = await deployDurable({
      cloud,
      program: PROGRAM,
      environment: ENVIRONMENT,
      sweeps: "*/2 * * * * * *",
      workerTimeoutS: 5,
    });
    const figures = await measure(cloud, deployment, RATE, SECONDS);
    if (values.json) console.log(JSON.stringify(figures, undefined, 2));
    else print(figures);
    const { lost, withoutBody, withoutEffect, twoOutcomes, left, killed } = figures;
    const missed = Object.keys(killed).filter((step) => killed[step] === 0);
    if (missed.length > 0)
      console.error(`every step must be killed (got none at ${missed.join("; ")}): run for longer`);
    process.exitCode = lost + withoutBody + withoutEffect + twoOutcomes + left + missed.length === 0 ? 0 : 1;
  } finally {
    await cloud.close();
  }
}

function print({ killed, ...figures }: Figures): void {
  for (const [name, value] of Object.entries(figures)) console.log(`${name.padEnd(14)} ${value}`);
  for (const [step, times] of Object.entries(killed)) console.log(`kill -9        ${times} × ${step}`);
}

async function measure(cloud: LocalCloud, deployment: Deployment, rate: number, seconds: number): Promise<Figures> {
  await post(deployment.callbackUrl, jobCallback("warm-up"));
  const kills = setKills(cloud.faults);
  const chances = setChances(cloud);
  const accepted = new Set<string>();
  const times: number[] = [];
  let sent = 0;
  let refused = 0;
  const pending: Promise<void>[] = [];
  const call = (jobId: string): void => {
    sent++;
    const started = performance.now();
    const answered = post(deployment.callbackUrl, jobCallback(jobId)).then((status) => {
      times.push(performance.now() - started);
      if (status === 200) accepted.add(jobId);
      else refused++;
    });
    pending.push(answered);
  };
  const started = performance.now();
  let last = "";
  while (performance.now() - started < seconds * 1000) {
    const due = Math.floor(((performance.now() - started) / 1000) * rate);
    while (sent < due) {
      const jobId = Math.random() < DUPLICATES && last ? last : jobIdOf(sent);
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
  for (const id of chances) cloud.faults.remove(id); // the remaining kills still happen

  const drainStarted = performance.now();
  const count = (prefix: string): number => objectsIn(cloud, prefix).size;
  while (performance.now() - drainStarted < DRAIN_LIMIT_MS && count("inbox/") > 0) {
    say(`draining, ${count("inbox/")} left`);
    await sleep(500);
  }
  const drainSeconds = Math.round((performance.now() - drainStarted) / 100) / 10;
  const left = count("inbox/");
  await cloud.idle();
  const killed = kills();
  return {
    ...{ sent, ratePerSecond: Math.round(sent / elapsed), accepted: accepted.size, refused, drainSeconds, left },
    ...{ ...outcomesOf(cloud, accepted), done: count("done/"), dead: count("dead/") },
    ...{ p50Ms: percentile(times, 0.5), p99Ms: percentile(times, 0.99), killed },
  };
}

/** Injects random faults; returns their ids. */
function setChances({ faults }: LocalCloud): number[] {
  const before = faults.all.length;
  const all = { match: `* ${BUCKET}.cos.*${PREFIX}*`, times: Infinity };
  const event = { match: "EVENT worker *", times: Infinity };
  faults.add({ ...all, chance: FAULTS / 2, effect: { type: "answer", status: 503 } });
  faults.add({ ...all, chance: FAULTS / 2, effect: { type: "drop" } });
  faults.add({ ...event, chance: FAULTS, effect: { type: "drop" } });
  faults.add({ ...event, chance: FAULTS, effect: { type: "repeat", times: 2 } });
  faults.add({ ...event, chance: FAULTS, effect: { type: "delay", ms: 1500 } });
  return faults.all.slice(before).map(({ id }) => id);
}

/** Some jobs fail at first, some permanently. */
function jobIdOf(index: number): string {
  const kind = index % 50 === 7 ? "fails-" : index % 100 === 13 ? "refused-" : "";
  return `j-${kind}${index}`;
}

/** Contents of the inbox's objects by name without the prefix; read from the local cloud's storage. */
function objectsIn(cloud: LocalCloud, prefix: string): Map<string, Buffer> {
  const { objects } = cloud.buckets.find(({ name }) => name === BUCKET)!;
  const begin = PREFIX + prefix;
  const found = [...objects].filter(([name]) => name.startsWith(begin));
  return new Map(found.map(([name, { body }]) => [name.slice(begin.length), body]));
}

function outcomesOf(cloud: LocalCloud, accepted: ReadonlySet<string>) {
  const isOutcome = (kind = ""): boolean => kind === "done" || kind === "dead";
  const entries = new Map<string, string[]>();
  for (const [name, body] of [...objectsIn(cloud, "journal/")].sort()) {
    const key = name.slice(0, name.lastIndexOf("/"));
    const { kind } = JSON.parse(body.toString()) as { readonly kind: string };
    entries.set(key, [...(entries.get(key) ?? []), kind]);
  }
  const archived = new Map([...objectsIn(cloud, "done/"), ...objectsIn(cloud, "dead/")]);
  const hasBody = (jobId: string): boolean => {
    const content = archived.get(keyOf(jobId));
    return (
      content !== undefined && Buffer.from(openEnvelope(content, keyOf(jobId)).body).toString() === jobCallback(jobId)
    );
  };
  const effects = cloud.logs.filter(({ text }) => text.includes('"message":"effect"'));
  const seen = new Set(effects.map(({ text }) => (JSON.parse(text) as { readonly jobId: string }).jobId));
  const ids = [...accepted];
  return {
    lost: ids.filter((jobId) => !isOutcome(entries.get(keyOf(jobId))?.at(-1))).length,
    withoutBody: ids.filter((jobId) => !hasBody(jobId)).length,
    withoutEffect: ids.filter((jobId) => !seen.has(jobId)).length,
    twoOutcomes: [...entries.values()].filter((kinds) => kinds.filter(isOutcome).length > 1).length,
    failedCalls: cloud.asyncCalls.filter(({ error }) => error !== undefined).length,
    runs: effects.length,
  };
}

const keyOf = (jobId: string): string => `job_${jobId}_Success`;

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

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 2;
});
