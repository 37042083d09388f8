import type { Config } from "../../config";
import type { ScfContext } from "../../call";
import { requestId } from "../../context";
import type { Routes } from "../../dispatch";
import { ConfigurationError } from "../../errors";
import { json } from "../../http/response";
import type { HttpResponse } from "../../http/response";
import { createLog } from "../../log";
import type { Log } from "../../log";
import { Receiver } from "../../receiver";
import { send } from "../../../api/transport";
import { credentialsOf } from "../../ci/credentials";
import type { Call } from "../../call";
import { UserCode } from "../user-code";
import { readDurableConfig } from "./config";
import type { DurableConfig } from "./config";
import { createClient, createCosStore } from "./cos-store";
import { createHistory, isListed } from "./history";
import { createJournal } from "./journal";
import type { Journal } from "./journal";
import { paced } from "./pace";
import { receiverMode } from "./receiver-mode";
import type { DurableRole } from "./role";
import { SYSTEM_CLOCK } from "./store";
import type { Store } from "./store";
import { sweeperFunction } from "./sweeper-function";
import type { SweeperFunctionOptions } from "./sweeper-function";
import type { DeadCallback } from "./worker";
import { workerFunction } from "./worker-function";
import type { WorkerFunctionOptions } from "./worker-function";

/** Time-out of one call to COS. The sender of a callback waits for it. */
const RECEIVER_TIMEOUT_MS = 3_000;
const TIMEOUT_MS = 10_000;

/**
 * CI limits the rate of calls but documents neither the limit nor its period. CI is asked at most 20 times a second;
 * retries start later than those of COS and are bounded.
 */
const CI_GAP_MS = 50;
const CI_RETRY = { attempts: 5, baseMs: 1000, capMs: 8000 };

/** A worker that waits for CI's confirmation costs money: after this time it leaves the callback to a later worker. */
const CONFIRM_CLIENT = { timeoutMs: 5000, retry: { attempts: 3, baseMs: 500 } };

export interface OpenOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly config: Config;
  readonly routes: Routes;
  readonly onDead?: (dead: DeadCallback) => unknown;
  /** Creates the worker's function. @default workerFunction */
  readonly worker?: (options: WorkerFunctionOptions) => ReturnType<typeof workerFunction>;
  /** Settings of the reconciliation. @default - those for callbacks that a URL receives */
  readonly reconciling?: (inbox: {
    readonly store: Store;
    readonly journal: Journal;
  }) => SweeperFunctionOptions["reconciling"];
}

/**
 * Creates the function of a role in durable delivery.
 *
 * @throws ConfigurationError
 */
export function openDurable(
  role: DurableRole,
  options: OpenOptions,
): (event: unknown, scf?: ScfContext) => Promise<HttpResponse> {
  const { env, config, routes, onDead, worker = workerFunction, reconciling } = options;
  const durable = readDurableConfig(env);
  const access = { credentials: () => credentialsOf(env), endpoint: env.TENCENTCI_ENDPOINT || undefined };
  const [timeoutMs, attempts] = role === "receiver" ? [RECEIVER_TIMEOUT_MS, 2] : [TIMEOUT_MS, 4];
  const client = createClient({ ...access, timeoutMs, retry: { attempts, baseMs: 100 } });
  const store = createCosStore(client, durable);
  if (role === "receiver") {
    const receiver = new Receiver(config, receiverMode(store));
    return (event, scf = {}) => receiver.answer(event, scf);
  }
  const clock = SYSTEM_CLOCK;
  const journal = createJournal({ store, clock, settleMs: durable.settleMs });
  const common = { config: durable, store, journal, clock };
  if (role === "worker") {
    const history = config.verify
      ? confirmingHistory(config, createClient({ ...access, ...CONFIRM_CLIENT }))
      : undefined;
    return answerWithResult(config, worker({ ...common, userCode: new UserCode(config, routes), history, onDead }));
  }
  const ci = createClient({ ...access, timeoutMs: TIMEOUT_MS, retry: CI_RETRY, transport: paced(send, CI_GAP_MS) });
  const history = createHistoryOf(ci, options, durable, createLog(config.logLevel, config.secrets));
  return answerWithResult(config, sweeperFunction({ ...common, history, reconciling: reconciling?.(common) }));
}

/** Worker and sweeper answer like the receiver, for calls from the console. */
function answerWithResult(
  config: Config,
  run: (event: unknown, call: Call) => Promise<object>,
): (event: unknown, scf?: ScfContext) => Promise<HttpResponse> {
  return async (event, scf = {}) => {
    const log = createLog(config.logLevel, config.secrets, { requestId: requestId(scf) });
    const result = await run(event, { scf, startedAt: Date.now(), log });
    return json("error" in result ? 400 : 200, result);
  };
}

/** @param config with a bucket and a region, which `readConfig` requires */
function confirmingHistory({ bucket = "", region = "" }: Config, client: ReturnType<typeof createClient>) {
  return createHistory({ client, bucket: { bucket, region }, tags: [], runs: false });
}

function createHistoryOf(
  client: ReturnType<typeof createClient>,
  { config, routes }: OpenOptions,
  { reconcileTags }: DurableConfig,
  log: Log,
): ReturnType<typeof createHistory> | undefined {
  if (!reconcileTags) return undefined;
  const { bucket, region } = config;
  if (!bucket || !region) {
    throw new ConfigurationError(
      "CI_CALLBACK_BUCKET and CI_CALLBACK_REGION must be given to ask CI for what it did not report (got none); " +
        "or set CI_CALLBACK_RECONCILE=off",
    );
  }
  const tags = [...new Set([...Object.keys(routes.onJob ?? {}), ...reconcileTags])];
  warnOfUnlistedJobs(tags, routes, log);
  return createHistory({ client, bucket: { bucket, region }, tags, runs: routes.onWorkflow !== undefined });
}

/** A job of a type that CI does not list is lost if its callback is lost; the log warns in advance. */
function warnOfUnlistedJobs(tags: readonly string[], routes: Routes, log: Log): void {
  const unlistedTags = tags.filter((tag) => !isListed(tag));
  if (unlistedTags.length > 0)
    log.warn("CI has no list of jobs on files: they are not reconciled", { tags: unlistedTags });
  const otherRoutes = (["onOtherJob", "onFailedJob"] as const).filter((name) => routes[name]);
  if (tags.length > 0 || otherRoutes.length === 0) return;
  log.warn("CI lists jobs by their type, and no type is known: no job is reconciled; give reconcile: { tags }", {
    routes: otherRoutes,
  });
}
