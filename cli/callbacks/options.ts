import { cosHost } from "../../api/hosts";
import { createClient, createCosStore } from "../../handler/delivery/durable/cos-store";
import { checkPrefix, DEFAULT_PREFIX, DEFAULT_SETTLE_MS, DURABLE_ENV } from "../../handler/delivery/durable/config";
import { createJournal } from "../../handler/delivery/durable/journal";
import type { Journal } from "../../handler/delivery/durable/journal";
import { SYSTEM_CLOCK } from "../../handler/delivery/durable/store";
import type { Store } from "../../handler/delivery/durable/store";
import { callerOf } from "../account";
import { findSession } from "../local/session";
import { sessionCaller } from "../stack/caller";
import { readArgs } from "../args";
import { readDuration } from "../duration";
import { readNumber } from "../send/options";
import { asUsage, UsageError } from "../errors";

/** Options and arguments that every subcommand gets. */
export interface Options {
  /** Positional arguments. */
  readonly words: readonly string[];
  readonly isAll: boolean;
  readonly isConfirmed: boolean;
  readonly isJson: boolean;
  /** Whether `list` keeps running. */
  readonly isWatching: boolean;
  /** Milliseconds between two refreshes of `list --watch`. */
  readonly intervalMs: number;
  /** Milliseconds. */
  readonly olderThanMs: number;
  readonly bucket: string;
  readonly prefix: string;
  readonly store: Store;
  readonly journal: Journal;
}

/** Callbacks that a command processes concurrently: each needs several round trips. */
export const CONCURRENCY = 16;

/** @throws UsageError for unknown options or invalid values */
export function readOptions(args: readonly string[], env: NodeJS.ProcessEnv): Options {
  const { values, positionals } = parse(args);
  const namedBucket = values.bucket ?? env[DURABLE_ENV.inboxBucket];
  if (values.inbox !== undefined && values.bucket !== undefined) {
    throw new UsageError("--inbox and --bucket must not be given together (got both)");
  }
  const isLocal = namedBucket === undefined || values.inbox !== undefined;
  const local = isLocal ? localInbox(values.inbox, env) : undefined;
  const bucket = local?.bucket ?? namedBucket ?? "";
  if (bucket === "") {
    const variable = DURABLE_ENV.inboxBucket;
    const advice = `${variable} in the function's environment is its name; without --bucket, only a local pipeline with durable delivery is found`;
    throw new UsageError(`--bucket must name the bucket of the inbox (got none): ${advice}`);
  }
  const { credentials, endpoint, agent, region: callerRegion } = local?.caller ?? callerOf(env);
  const region = values.region ?? callerRegion;
  asUsage(() => cosHost({ bucket, region })); // a mistyped name is reported before any call is made
  const client = createClient({ credentials, endpoint, agent });
  const prefix = values.prefix === undefined && local ? local.prefix : readPrefix(values, env);
  const store = createCosStore(client, { inbox: { bucket, region }, prefix });
  return {
    words: positionals,
    isAll: values.all,
    isConfirmed: values.yes,
    isJson: values.json,
    isWatching: values.watch,
    intervalMs: readInterval(values.interval),
    olderThanMs: readDuration("--older-than", values["older-than"]),
    bucket,
    prefix,
    store,
    journal: createJournal({ store, clock: SYSTEM_CLOCK, settleMs: DEFAULT_SETTLE_MS }),
  };
}

/**
 * An inbox of the pipeline that `local` runs here, and access to it; `undefined` if there is none.
 *
 * @param chosen number of the inbox, from 1. @default - the only one
 * @throws UsageError if there is no such inbox, or if several need a number
 */
function localInbox(chosen: string | undefined, env: NodeJS.ProcessEnv) {
  const session = findSession(process.cwd());
  const { inboxes = [] } = session ?? {};
  const list = inboxes.map(({ bucket, prefix }, index) => `${index + 1} ${bucket}/${prefix}`).join(", ") || "none";
  if (chosen === undefined && inboxes.length > 1) {
    throw new UsageError(`--inbox must be the number of one of the local pipeline's inboxes: ${list} (got none)`);
  }
  const inbox = inboxes[readNumber("--inbox", chosen ?? "1") - 1];
  if (!inbox && chosen !== undefined) {
    throw new UsageError(`--inbox must be the number of an inbox of the local pipeline: ${list} (got ${chosen})`);
  }
  return session && inbox && { ...inbox, caller: sessionCaller(session, env) };
}

function parse(args: readonly string[]) {
  return readArgs(args, {
    bucket: { type: "string" },
    inbox: { type: "string" },
    region: { type: "string" },
    prefix: { type: "string" },
    "older-than": { type: "string", default: "7d" },
    watch: { type: "boolean", default: false },
    interval: { type: "string", default: "2s" },
    all: { type: "boolean", default: false },
    yes: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
  });
}

/** The prefix in the environment belongs to the bucket in the environment; it does not apply to another bucket. */
function readPrefix({ bucket, prefix }: { bucket?: string; prefix?: string }, env: NodeJS.ProcessEnv): string {
  if (prefix !== undefined) return asUsage(() => checkPrefix(prefix, "--prefix"));
  const fromEnv = bucket === undefined ? env[DURABLE_ENV.inboxPrefix] : undefined;
  return asUsage(() => checkPrefix(fromEnv || DEFAULT_PREFIX, DURABLE_ENV.inboxPrefix));
}

function readInterval(text: string): number {
  const ms = readDuration("--interval", text);
  if (ms > 0) return ms;
  throw new UsageError(`--interval must be at least 1s (got ${JSON.stringify(text)})`);
}
