/**
 * A sweeper in its own process: address of the cloud and keys as arguments; reports its memory and CPU time
 * periodically.
 */
import { createClient, createCosStore } from "../../handler/delivery/durable/cos-store";
import { createJournal } from "../../handler/delivery/durable/journal";
import { SYSTEM_CLOCK } from "../../handler/delivery/durable/store";
import { sweeperFunction } from "../../handler/delivery/durable/sweeper-function";
import { BUCKET, PREFIX } from "../../harness/durable-deployment";

const [endpoint = "", region = "", secretId = "", secretKey = "", maxInFlight = ""] = process.argv.slice(2);

/** Same value as in the constructs. */
const TIME_LIMIT_MS = 300_000;
const HELD_MS = 2000;

/** Message to the parent process. */
export interface SweeperMessage {
  /** Megabytes in use after garbage collection. */
  readonly heldMb: number;
  /** CPU time since the process started, in milliseconds. */
  readonly cpuMs: number;
}

async function main(): Promise<void> {
  const inbox = { bucket: BUCKET, region };
  const client = createClient({ credentials: { secretId, secretKey }, endpoint });
  const store = createCosStore(client, { inbox, prefix: PREFIX });
  const journal = createJournal({ store, clock: SYSTEM_CLOCK, settleMs: 0 });
  const retry = { maxAttempts: 8, firstDelayMs: 30_000, maxDelayMs: 3_600_000 };
  const config = { inbox, prefix: PREFIX, retry, settleMs: 0, slackMs: 30_000, maxInFlight: Number(maxInFlight) };
  const sweep = sweeperFunction({ config, store, journal, clock: SYSTEM_CLOCK });
  setInterval(() => process.send?.(figures()), HELD_MS).unref();
  const silent = (): void => {};
  for (;;) {
    const call = {
      scf: { time_limit_in_ms: TIME_LIMIT_MS },
      startedAt: Date.now(),
      log: { debug: silent, info: silent, warn: silent, error: silent },
    };
    await sweep({}, call);
    await SYSTEM_CLOCK.sleep(1000);
  }
}

function figures(): SweeperMessage {
  globalThis.gc!();
  const { heapUsed, external } = process.memoryUsage(); // external includes array buffers
  const { user, system } = process.cpuUsage();
  return { heldMb: Math.round((heapUsed + external) / 1e5) / 10, cpuMs: (user + system) / 1000 };
}

process.on("disconnect", () => process.exit(0));
main().catch((error: unknown) => {
  console.error(error);
  process.exit(2);
});
