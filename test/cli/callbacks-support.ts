import { onTestFinished } from "vitest";
import { CiClient } from "../../api/client";
import { runCallbacks } from "../../cli/callbacks/run";
import { createCosStore } from "../../handler/delivery/durable/cos-store";
import { packEnvelope } from "../../handler/delivery/durable/envelope";
import { requireCreateOnce } from "../../handler/delivery/durable/guard";
import { createJournal } from "../../handler/delivery/durable/journal";
import { SYSTEM_CLOCK } from "../../handler/delivery/durable/store";
import { listAll } from "../../handler/delivery/durable/store";
import { Worker } from "../../handler/delivery/durable/worker";
import { startLocalCloud } from "../../local/cloud";

export const BUCKET = "inbox-1250000000";
const BODY = '{"EventName":"TaskFinish"}';

/** Two dead callbacks, a done one and a waiting one; `call` runs the command and returns its output. */
export async function setUp(now?: () => Date, more: readonly string[] = []) {
  const cloud = await startLocalCloud({ buckets: [BUCKET], now });
  onTestFinished(() => cloud.close());
  const client = new CiClient({ credentials: cloud.credential, endpoint: cloud.url });
  const store = createCosStore(client, { inbox: { bucket: BUCKET, region: cloud.region }, prefix: "ci-callbacks/" });
  const journal = createJournal({ store, clock: SYSTEM_CLOCK, settleMs: 0 });
  const retry = { maxAttempts: 1, firstDelayMs: 1, maxDelayMs: 1 };
  const worker = new Worker({
    ...{ store, journal, clock: SYSTEM_CLOCK, retry, leaseMs: 1000 },
    run: (_, { key }) =>
      Promise.resolve(
        key.startsWith("bad")
          ? { error: { name: "TypeError", message: "no database" } }
          : { unrouted: key.startsWith("unrouted") },
      ),
  });
  for (const key of ["bad1", "bad2", "good", "waiting", ...more]) {
    const head = { key, source: "callback", receivedAt: 1_767_225_600_000, headers: {} } as const;
    await store.create(`inbox/${key}`, packEnvelope({ head, body: Buffer.from(BODY) }));
    if (key !== "waiting") await worker.process(`inbox/${key}`);
  }
  await requireCreateOnce(store);
  const env = {
    TENCENTCLOUD_SECRET_ID: cloud.credential.secretId,
    TENCENTCLOUD_SECRET_KEY: cloud.credential.secretKey,
    TENCENTCLOUD_REGION: cloud.region,
    TENCENTCI_ENDPOINT: cloud.url,
  };
  const call = async (...args: string[]): Promise<{ code: number; out: string[]; err: string }> => {
    const written = { out: "", err: "" };
    const sink = (name: "out" | "err") => ({ write: (text: string) => (written[name] += text) });
    const code = await runCallbacks([...args, "--bucket", BUCKET], env, sink("out"), sink("err"));
    return { code, out: written.out.split("\n").filter((line) => line !== ""), err: written.err };
  };
  const names = async (prefix: string): Promise<string[]> => {
    const found: string[] = [];
    for await (const { name } of listAll(store, prefix)) found.push(name);
    return found;
  };
  return { call, names, env, store };
}
