import { spawnSync } from "node:child_process";
import { createClient, createCosStore } from "../../handler/delivery/durable/cos-store";
import { accept } from "../../handler/delivery/durable/inbox";
import { createJournal } from "../../handler/delivery/durable/journal";
import { receiverMode } from "../../handler/delivery/durable/receiver-mode";
import { runUserCode } from "../../handler/delivery/durable/run";
import { SYSTEM_CLOCK } from "../../handler/delivery/durable/store";
import type { Store } from "../../handler/delivery/durable/store";
import { Worker } from "../../handler/delivery/durable/worker";
import { UserCode } from "../../handler/delivery/user-code";
import { createLog } from "../../handler/log";
import { Receiver } from "../../handler/receiver";
import { readOptions, wholeNumber } from "../../scripts/options";
import { BUCKET, jobCallback } from "../../harness/durable-deployment";
import { startAnswering } from "./raw-http";

const USAGE = `Memory of receiver and worker over 100,000 callbacks, in one process without a restart: the heap after each tenth, after
garbage collection. The receiver uses HTTP to a COS that accepts everything; the worker's store deletes a callback once
it is archived.

  npm run bench:delivery -- memory [--callbacks 100000] [--json]`;

const values = readOptions(USAGE, {
  json: { type: "boolean", default: false },
  callbacks: { type: "string", default: "100000" },
});

const TENTHS = 10;
const CONCURRENCY = 16;
/** Maximum difference between the last and the second tenth that does not count as growth. */
const MAX_GROWTH_BYTES = 2_000_000;
const SECRET = "0123456789abcdef0123456789abcdef";
const CONFIG = {
  secrets: [SECRET],
  logLevel: "error",
  maxBodyBytes: 1_000_000,
  allowedCidrs: [],
  verify: false,
  bucket: BUCKET,
  region: "ap-guangzhou",
} as const;

async function main(): Promise<void> {
  const callbacks = wholeNumber(USAGE, "callbacks", values.callbacks);
  const cos = await startAnswering(0);
  const receiver = await measure("receiver", callbacks, receiverOn(cos.port));
  const worker = await measure("worker", callbacks, workerOn());
  cos.server.close();
  const isFlat = [receiver, worker].every(({ growthBytes }) => growthBytes <= MAX_GROWTH_BYTES);
  if (values.json) console.log(JSON.stringify({ callbacks, receiver, worker, isFlat }, undefined, 2));
  else
    for (const [name, { heldMb, rssMb, growthBytes }] of Object.entries({ receiver, worker })) {
      console.log(
        `${name}: MB held after each tenth ${heldMb.join(" ")}; ${(growthBytes / 1e6).toFixed(2)} MB growth; MB resident ${rssMb.join(" ")}`,
      );
    }
  process.exit(isFlat ? 0 : 1);
}

function receiverOn(port: number): (index: number) => Promise<void> {
  const credentials = { secretId: "AKID", secretKey: "key" };
  const client = createClient({ credentials, endpoint: `http://127.0.0.1:${port}` });
  const store = createCosStore(client, { inbox: { bucket: BUCKET, region: "ap-guangzhou" }, prefix: "p/" });
  const receiver = new Receiver(CONFIG, receiverMode(store));
  return async (index) => {
    const event = { httpMethod: "POST", path: `/${SECRET}`, headers: {}, body: jobCallback(`j${index}`) };
    const { statusCode } = await receiver.answer(event, {});
    if (statusCode !== 200) throw new Error(`the receiver must answer 200 (got ${statusCode})`);
  };
}

function workerOn(): (index: number) => Promise<void> {
  const objects = new Map<string, Uint8Array>();
  const store: Store = {
    create: (name, content) => {
      if (objects.has(name)) return Promise.resolve(false);
      objects.set(name, Buffer.from(content));
      return Promise.resolve(true);
    },
    put: (name, content) => Promise.resolve(void objects.set(name, Buffer.from(content))),
    get: (name) => Promise.resolve(objects.get(name)),
    delete: (name) => Promise.resolve(void objects.delete(name)),
    list: () => Promise.resolve({ objects: [] }),
  };
  const journal = createJournal({ store, clock: SYSTEM_CLOCK, settleMs: 0 });
  const userCode = new UserCode(CONFIG, { onJob: { SplitVideoParts: () => {} } });
  const call = { scf: {}, startedAt: 0, log: createLog("error", []) };
  const retry = { maxAttempts: 3, firstDelayMs: 1000, maxDelayMs: 1000 };
  const run: ConstructorParameters<typeof Worker>[0]["run"] = (envelope, attempt) =>
    runUserCode(userCode, envelope, attempt, call);
  const worker = new Worker({ store, journal, clock: SYSTEM_CLOCK, retry, leaseMs: 60_000, run });
  return async (index) => {
    const key = `job_j${index}_Success`;
    const head = { key, source: "callback", receivedAt: 0, headers: {} } as const;
    await accept(store, { head, body: Buffer.from(jobCallback(`j${index}`)) });
    const result = await worker.process(`inbox/${key}`);
    if (result !== "done") throw new Error(`the worker must end with done (got ${result})`);
    objects.delete(`done/${key}`);
    for (let slot = 1; slot <= 3; slot++) objects.delete(`journal/${key}/000${slot}`);
  };
}

async function measure(name: string, callbacks: number, call: (index: number) => Promise<void>) {
  const held: number[] = [];
  const rssMb: number[] = [];
  for (let tenth = 0; tenth < TENTHS; tenth++) {
    let next = Math.floor((callbacks / TENTHS) * tenth);
    const end = Math.floor((callbacks / TENTHS) * (tenth + 1));
    const run = async (): Promise<void> => {
      while (next < end) await call(next++);
    };
    await Promise.all(Array.from({ length: CONCURRENCY }, run));
    globalThis.gc!();
    const { heapUsed, external, rss } = process.memoryUsage(); // external includes array buffers
    held.push(heapUsed + external);
    rssMb.push(Math.round(rss / 1e6));
    process.stderr.write(`${name}: ${tenth + 1} of ${TENTHS} tenths\n`);
  }
  const heldMb = held.map((bytes) => Math.round(bytes / 1e5) / 10);
  return { heldMb, rssMb, growthBytes: held.at(-1)! - held[1]! };
}

if (globalThis.gc) {
  main().catch((error: unknown) => {
    console.error(error);
    process.exit(2);
  });
} else {
  const args = ["--expose-gc", "--import", "tsx", __filename, ...process.argv.slice(2)];
  process.exitCode = spawnSync(process.execPath, args, { stdio: "inherit" }).status ?? 1;
}
