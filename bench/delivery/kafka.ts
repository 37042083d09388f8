import { Agent, request } from "node:http";
import { BUCKET, deployDurable, deployInline, jobCallback, PREFIX } from "../../harness/durable-deployment";
import { deployTopic } from "../../harness/topic-deployment";
import { startLocalCloud } from "../../local/cloud";
import type { LocalCloud } from "../../local/cloud";
import { readOptions, wholeNumber } from "../../scripts/options";
import { say } from "./progress";

const USAGE = `Throughput of callbacks by a URL and by a CKafka topic, inline and durable, on the local cloud with an empty handler: from the
first callback that is sent to the last one that is handled.

  npm run bench:delivery -- kafka [--messages 20000] [--partitions 3] [--json]

With durable delivery and by a URL fewer callbacks are sent. Exit code 1 when the topic with inline delivery handles fewer than 2,000 a
second, or when any callback is not handled.`;

const values = readOptions(USAGE, {
  messages: { type: "string", default: "20000" },
  partitions: { type: "string", default: "3" },
  json: { type: "boolean", default: false },
});

const MESSAGES = wholeNumber(USAGE, "messages", values.messages);
const PARTITIONS = wholeNumber(USAGE, "partitions", values.partitions);
const TARGET_PER_SECOND = 2000;
const CONNECTIONS = 32;
/** Messages that are written between checks of the lag, so that the broker's memory stays small. */
const CHUNK = 500;
const MAX_LAG = 5000;
const LIMIT_MS = 200_000;

const PROGRAM = `import { defineHandler } from "cdktf-tencentcloud-ci/handler";
export default defineHandler({ onOtherJob: () => {} });`;
const ENVIRONMENT = { CI_CALLBACK_LOG_LEVEL: "error", CI_CALLBACK_RECONCILE: "off" };

interface Row {
  readonly delivery: string;
  readonly callbacks: number;
  readonly perSecond: number;
  readonly handled: number;
  /** Calls of functions for a callback. */
  readonly calls: number;
}

interface Variant {
  readonly delivery: string;
  readonly callbacks: number;
  /**
   * Deploys the variant on a cloud. Returns how to send callbacks, and counters of handled callbacks and of calls.
   */
  readonly deploy: (cloud: LocalCloud) => Promise<Running>;
}

interface Running {
  readonly send: (jobIds: readonly string[]) => Promise<void>;
  readonly handled: () => number;
  readonly calls: () => number;
}

/** The share of `MESSAGES` that is sent where each callback is a call of its own, or several requests to COS. */
const shareOfMessages = (share: number): number => Math.max(1, Math.round(MESSAGES * share));

const VARIANTS: readonly Variant[] = [
  {
    delivery: "URL, inline",
    callbacks: shareOfMessages(0.25),
    deploy: async (cloud) => {
      const url = await deployInline(cloud, PROGRAM);
      const posted = { count: 0 };
      return { send: (ids) => postAll(url, ids, posted), handled: () => posted.count, calls: () => posted.count };
    },
  },
  {
    delivery: "URL, durable",
    callbacks: shareOfMessages(0.05),
    deploy: async (cloud) => {
      const { callbackUrl } = await deployDurable({ cloud, program: PROGRAM, environment: ENVIRONMENT });
      const posted = { count: 0 };
      return {
        send: (ids) => postAll(callbackUrl, ids, posted),
        handled: () => doneIn(cloud),
        calls: () => posted.count + cloud.asyncCalls.length,
      };
    },
  },
  {
    delivery: "topic, inline",
    callbacks: MESSAGES,
    deploy: async (cloud) => {
      const { callbackUrl } = await deployTopic({ ...topicOptions(cloud), durable: false });
      return {
        send: (ids) => produce(cloud, callbackUrl, ids),
        handled: () =>
          cloud.batches.reduce((sum, { messages, error }) => sum + (error === undefined ? messages : 0), 0),
        calls: () => cloud.batches.length,
      };
    },
  },
  {
    delivery: "topic, durable",
    callbacks: shareOfMessages(0.05),
    deploy: async (cloud) => {
      const { callbackUrl } = await deployTopic({ ...topicOptions(cloud), durable: true });
      return {
        send: (ids) => produce(cloud, callbackUrl, ids),
        handled: () => doneIn(cloud),
        calls: () => cloud.batches.length + cloud.asyncCalls.length,
      };
    },
  },
];

function topicOptions(cloud: LocalCloud) {
  return { cloud, program: PROGRAM, environment: ENVIRONMENT, partitions: PARTITIONS, workerTimeoutS: 60 };
}

async function main(): Promise<void> {
  const rows: Row[] = [];
  for (const variant of VARIANTS) rows.push(await measure(variant));
  const byTopic = rows.find(({ delivery }) => delivery === "topic, inline")!;
  const isMet = byTopic.perSecond >= TARGET_PER_SECOND;
  const isComplete = rows.every(({ callbacks, handled }) => handled === callbacks);
  if (values.json) console.log(JSON.stringify({ rows, targetPerSecond: TARGET_PER_SECOND, met: isMet && isComplete }));
  else {
    console.table(rows);
    console.log(`target: ≥ ${TARGET_PER_SECOND}/s by the topic, inline, ${isMet ? "met" : "missed"}`);
    if (!isComplete) console.log("not every callback was handled");
  }
  if (!isMet || !isComplete) process.exitCode = 1;
}

async function measure({ delivery, callbacks, deploy }: Variant): Promise<Row> {
  const cloud = await startLocalCloud({ buckets: [BUCKET], eventMs: 1, instanceLimit: 8 });
  try {
    const { send, handled, calls } = await deploy(cloud);
    await send(["warm-up"]);
    await waitFor(() => handled() >= 1, delivery);
    const before = { handled: handled(), calls: calls() };
    const done = (): number => handled() - before.handled;
    const started = performance.now();
    await send(Array.from({ length: callbacks }, (_, index) => `j${index}`));
    await waitFor(() => done() >= callbacks, delivery);
    const seconds = (performance.now() - started) / 1000;
    return {
      ...{ delivery, callbacks, perSecond: Math.round(done() / seconds), handled: done() },
      calls: Math.round(((calls() - before.calls) / callbacks) * 100) / 100,
    };
  } finally {
    await cloud.close();
  }
}

/** Waits for a condition up to a limit: the figures then show what is missing. */
async function waitFor(condition: () => boolean, label: string): Promise<void> {
  const started = performance.now();
  while (!condition() && performance.now() - started < LIMIT_MS) {
    say(`${label}: ${Math.round((performance.now() - started) / 1000)} s`);
    await sleep(20);
  }
}

/** Writes into the topic as CI does, and pauses while the readers lag far behind. */
async function produce(cloud: LocalCloud, address: string, jobIds: readonly string[]): Promise<void> {
  const lag = (): number => cloud.lags.reduce((sum, reader) => sum + reader.lag, 0);
  for (let begin = 0; begin < jobIds.length; begin += CHUNK) {
    await Promise.all(
      jobIds.slice(begin, begin + CHUNK).map((jobId) => cloud.deliver(address, jobCallback(jobId), "JSON")),
    );
    while (lag() > MAX_LAG) await sleep(10);
  }
}

const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });

/** Posts each callback once, over several connections. */
async function postAll(url: string, jobIds: readonly string[], posted: { count: number }): Promise<void> {
  let next = 0;
  const run = async (): Promise<void> => {
    while (next < jobIds.length) if ((await post(url, jobCallback(jobIds[next++]!))) === 200) posted.count++;
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, run));
}

/** Status of the answer; 0 for none. */
function post(url: string, body: string): Promise<number> {
  return new Promise((resolve) => {
    const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
    const outgoing = request(url, { method: "POST", agent, headers }, (incoming) => {
      incoming.resume();
      incoming.on("end", () => resolve(incoming.statusCode ?? 0));
    });
    outgoing.on("error", () => resolve(0));
    outgoing.end(body);
  });
}

/** Number of archived callbacks. */
function doneIn(cloud: LocalCloud): number {
  const { objects } = cloud.buckets.find(({ name }) => name === BUCKET)!;
  let count = 0;
  for (const name of objects.keys()) if (name.startsWith(`${PREFIX}done/`)) count++;
  return count;
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 2;
});
