import { parseArgs } from "node:util";
import { cosHost } from "../../api/hosts";
import { createClient, createCosStore } from "../../handler/delivery/durable/cos-store";
import { checkPrefix, DEFAULT_PREFIX, DEFAULT_SETTLE_MS, DURABLE_ENV } from "../../handler/delivery/durable/config";
import { createJournal } from "../../handler/delivery/durable/journal";
import type { Journal } from "../../handler/delivery/durable/journal";
import { SYSTEM_CLOCK } from "../../handler/delivery/durable/store";
import type { Store } from "../../handler/delivery/durable/store";
import { asUsage, UsageError } from "../errors";

/** What every command gets. */
export interface Options {
  /** Words that are no options. */
  readonly words: readonly string[];
  readonly isAll: boolean;
  readonly isConfirmed: boolean;
  readonly isJson: boolean;
  /** Milliseconds. */
  readonly olderThanMs: number;
  readonly bucket: string;
  readonly prefix: string;
  readonly store: Store;
  readonly journal: Journal;
}

/** Callbacks that a command works on together: each takes some round trips. */
export const CONCURRENCY = 16;

const UNITS_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** @throws UsageError for options that do not exist, or values that make no sense */
export function readOptions(args: readonly string[], env: NodeJS.ProcessEnv): Options {
  const { values, positionals } = parse(args);
  const bucket = values.bucket ?? env[DURABLE_ENV.inboxBucket] ?? "";
  const region = values.region ?? env["TENCENTCLOUD_REGION"] ?? "";
  if (bucket === "" || region === "") {
    throw new UsageError(
      `--bucket and --region must be given (got ${JSON.stringify(bucket)} and ${JSON.stringify(region)})`,
    );
  }
  const secretId = env["TENCENTCLOUD_SECRET_ID"] ?? "";
  const secretKey = env["TENCENTCLOUD_SECRET_KEY"] ?? "";
  if (secretId === "" || secretKey === "") {
    throw new UsageError("TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY must be in the environment (got none)");
  }
  asUsage(() => cosHost({ bucket, region })); // a mistyped name is known before a call is made
  const token = env["TENCENTCLOUD_SECURITY_TOKEN"] || undefined;
  const credentials = { secretId, secretKey, token };
  const client = createClient({ credentials, endpoint: env["TENCENTCI_ENDPOINT"] || undefined });
  const prefix = readPrefix(values, env);
  const store = createCosStore(client, { inbox: { bucket, region }, prefix });
  return {
    words: positionals,
    isAll: values.all,
    isConfirmed: values.yes,
    isJson: values.json,
    olderThanMs: duration(values["older-than"]),
    bucket,
    prefix,
    store,
    journal: createJournal({ store, clock: SYSTEM_CLOCK, settleMs: DEFAULT_SETTLE_MS }),
  };
}

function parse(args: readonly string[]) {
  return asUsage(() =>
    parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        bucket: { type: "string" },
        region: { type: "string" },
        prefix: { type: "string" },
        "older-than": { type: "string", default: "7d" },
        all: { type: "boolean", default: false },
        yes: { type: "boolean", default: false },
        json: { type: "boolean", default: false },
      },
    }),
  );
}

/** The environment's prefix is that of its bucket, and says nothing about another one. */
function readPrefix({ bucket, prefix }: { bucket?: string; prefix?: string }, env: NodeJS.ProcessEnv): string {
  if (prefix !== undefined) return asUsage(() => checkPrefix(prefix, "--prefix"));
  const usual = bucket === undefined ? env[DURABLE_ENV.inboxPrefix] : undefined;
  return asUsage(() => checkPrefix(usual || DEFAULT_PREFIX, DURABLE_ENV.inboxPrefix));
}

function duration(text: string): number {
  const [, number, unit = ""] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  if (number !== undefined) return Number(number) * UNITS_MS[unit]!;
  throw new UsageError(`--older-than must be a number with s, m, h or d, such as 7d (got ${JSON.stringify(text)})`);
}
