import { createHash } from "node:crypto";
import type { CiClient } from "../../api/client";
import { headObject } from "../../api/objects";
import type { ObjectVersion } from "../../api/objects";
import { credentialsOf } from "../ci/credentials";
import type { ScfContext } from "../call";
import { requestId } from "../context";
import { createClient, createCosStore } from "../delivery/durable/cos-store";
import { requireCreateOnce } from "../delivery/durable/guard";
import { createJournal } from "../delivery/durable/journal";
import { SYSTEM_CLOCK } from "../delivery/durable/store";
import type { Store } from "../delivery/durable/store";
import { createLog } from "../log";
import type { Log } from "../log";
import { findJob, submitJob } from "./ci-job";
import { readSubmitterConfig } from "./config";
import type { SubmitterConfig } from "./config";
import { keysInEvent } from "./event";
import { submitOnce } from "./submission";
import type { Submission } from "./submission";

const TIMEOUT_MS = 10_000;
const SETTLE_MS = 250;
/** Time that an attempt needs. The call ends if less time remains. */
const RESERVE_MS = 15_000;
/** A claim outlives its call by this time. */
const SLACK_MS = 5_000;
const MAX_TIMEOUT_MS = 900_000;
const KEY_LENGTH = 32;

interface Submitter {
  readonly config: SubmitterConfig;
  readonly client: CiClient;
  readonly store: Store;
}

let submitter: Submitter | undefined;
let storeCheck: Promise<void> | undefined;

/** The function that COS calls for every upload under a prefix. */
export async function main_handler(event: unknown, scf: ScfContext = {}): Promise<object> {
  const startedAt = Date.now();
  submitter ??= open(process.env);
  const { config, store } = submitter;
  const secret = config.callbackUrl?.slice(config.callbackUrl.lastIndexOf("/") + 1);
  const log = createLog(config.logLevel, secret ? [secret] : [], { requestId: requestId(scf) });
  const keys = keysInEvent(event, config.bucket);
  if (!keys) {
    log.error("submitter", { error: "The event must be one of COS (got another): check the function's triggers" });
    return { status: "error", error: "not an event of COS" };
  }
  storeCheck ??= requireCreateOnce(store).catch((error: unknown) => {
    storeCheck = undefined;
    throw error;
  });
  await storeCheck;
  const call = { ...submitter, log, scf, startedAt };
  const failures: unknown[] = [];
  for (const readings of keys) await onUpload(readings, call).catch((error: unknown) => failures.push(error));
  // The platform repeats the call.
  if (failures.length > 0) throw new AggregateError(failures, "Jobs could not be submitted; the log lists each");
  return { status: "accepted" };
}

interface UploadCall extends Submitter {
  readonly log: Log;
  readonly scf: ScfContext;
  readonly startedAt: number;
}

async function onUpload(readings: readonly string[], call: UploadCall): Promise<void> {
  const { config, client, log } = call;
  const matchingKeys = readings.filter((key) => matchesRule(key, config));
  if (matchingKeys.length === 0) return log.debug("upload ignored", { object: readings[0] });
  for (const object of matchingKeys) {
    const version = await headObject(client, config.bucket, object).catch((error: unknown) => {
      log.error("upload not read", { object, error });
      throw error;
    });
    if (!version) continue;
    const results = await Promise.allSettled(config.rule.jobs.map((_, index) => submit(object, version, index, call)));
    const failed = results.find((result) => result.status === "rejected");
    if (failed) throw failed.reason;
    return;
  }
  log.warn("upload missing", { object: matchingKeys[0] });
}

async function submit(object: string, version: ObjectVersion, index: number, call: UploadCall): Promise<void> {
  const { config, client, store, log, scf, startedAt } = call;
  const { rule, bucket } = config;
  const job = rule.jobs[index]!;
  const key = keyOf(config, index, object, version);
  const submission: Submission = {
    key,
    about: { bucket: bucket.bucket, object, ...version, prefix: rule.prefix, tag: job.tag },
    create: () => submitJob(client, config, job, object, key),
    find: (since) => findJob(client, bucket, job, key, since, log),
  };
  const limitMs = scf.time_limit_in_ms ?? MAX_TIMEOUT_MS;
  const leftMs = (): number => scf.getRemainingTimeInMillis?.() ?? limitMs - (Date.now() - startedAt);
  try {
    const result = await submitOnce(submission, {
      store,
      clock: SYSTEM_CLOCK,
      journal: createJournal({ store, clock: SYSTEM_CLOCK, settleMs: SETTLE_MS }),
      leaseMs: limitMs + SLACK_MS,
      maxAttempts: rule.attempts,
      startedAt,
      hasTime: () => leftMs() > RESERVE_MS,
      onGivenUp: (_, attempts, error) =>
        log.error("submission given up", { key, object, tag: job.tag, attempts, error }),
    });
    log.info("submission", { key, object, tag: job.tag, ...result });
  } catch (error) {
    log.warn("submission failed", { key, object, tag: job.tag, error });
    throw error;
  }
}

function matchesRule(key: string, { rule }: SubmitterConfig): boolean {
  if (!key.startsWith(rule.prefix) || key.endsWith("/")) return false; // a name that ends like this represents a folder
  return (
    rule.extensions.length === 0 || rule.extensions.includes(/[^/]\.([^./]+)$/.exec(key)?.[1]?.toLowerCase() ?? "")
  );
}

/** Identity of a version: its id, or without versioning content and time. CI reads that version when the job runs. */
function keyOf({ rule, bucket }: SubmitterConfig, index: number, object: string, version: ObjectVersion): string {
  const { versionId, etag, lastModified } = version;
  const id = versionId === "" || versionId === "null" ? [etag, lastModified] : [versionId];
  const parts = [rule.prefix, rule.jobs[index]!.tag, index, bucket.bucket, object, ...id];
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, KEY_LENGTH);
}

function open(env: NodeJS.ProcessEnv): Submitter {
  const config = readSubmitterConfig(env);
  const client = createClient({
    credentials: () => credentialsOf(env),
    endpoint: env.TENCENTCI_ENDPOINT || undefined,
    timeoutMs: TIMEOUT_MS,
    retry: { attempts: 3, baseMs: 100 },
  });
  return { config, client, store: createCosStore(client, config.record) };
}
