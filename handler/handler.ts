import { checkRoutes } from "./check-routes";
import { readConfig } from "./config";
import type { ScfContext } from "./call";
import { readRole } from "./delivery/durable/role";
import type { DeadCallback } from "./delivery/durable/worker";
import { DEFAULT_REMEMBERED, InlineDelivery, inlineMode } from "./delivery/inline";
import { UserCode } from "./delivery/user-code";
import type { Routes } from "./dispatch";
import type { HttpResponse } from "./http/response";
import { readIngress } from "./ingress";
import { Receiver } from "./receiver";

/** Options of `defineHandler`. */
export interface HandlerOptions {
  /**
   * Number of deliveries that an instance remembers to recognise duplicates.
   *
   * @default 1000
   */
  readonly remembered?: number;

  /**
   * Hook for dead letters with durable delivery. Called at least once for a callback that is given up (after its last
   * attempt, or at once after a `PermanentError`), before it becomes a dead letter. Its errors are logged. The worker
   * waits for it ten seconds, or half of the remaining time if that is less.
   *
   * @default - a line in the log, `"message":"callback dead"`
   */
  readonly onDead?: (dead: DeadCallback) => unknown;
}

/** The function that SCF calls. Its configuration comes from the environment; see `ENV`. */
export type ScfFunction = (event: unknown, context?: ScfContext) => Promise<HttpResponse>;

/** Marks the functions that `defineHandler` creates, for synthesis and for tests, from any copy of this module. */
const MARK = Symbol.for("cdktf-tencentcloud-ci.handler");

let latest: ScfFunction | undefined;

/**
 * Creates the SCF function that receives CI callbacks and calls user code.
 *
 * Throws a `ConfigurationError` for a route or a tag that does not exist, with the name that was probably meant:
 * bundlers do not check types, and events without a route would be lost.
 * The environment is read by the first call. While it is invalid, every call rejects with a `ConfigurationError`.
 *
 * @example
 * export default defineHandler({
 *   onJob: { SplitVideoParts: (job, ctx) => ctx.log.info("shots", { shots: shots(job) }) },
 *   onFailedJob: (job, ctx) => ctx.log.error("job failed", { jobId: job.jobId, code: job.code }),
 * });
 */
export function defineHandler(routes: Routes, options: HandlerOptions = {}): ScfFunction {
  checkRoutes(routes);
  let configuring: Promise<ScfFunction> | undefined;
  let configured: ScfFunction | undefined;
  const handler: ScfFunction = async (event, context = {}) => {
    if (!configured) {
      configuring ??= open(routes, options).finally(() => (configuring = undefined));
      configured = await configuring;
    }
    return configured(event, context);
  };
  latest = Object.defineProperty(handler, MARK, { value: { routes, options, defineHandler } });
  return handler;
}

/** The code of durable delivery, and that of queues, is loaded only in functions that need it. */
async function open(routes: Routes, options: HandlerOptions): Promise<ScfFunction> {
  const { remembered = DEFAULT_REMEMBERED, onDead } = options;
  const role = readRole(process.env);
  // A constant of the build, so that bundles without queues have none of this; see scripts/build-handler.mjs.
  const isQueue = process.env.HANDLER_WITHOUT_QUEUES !== "yes" && readIngress(process.env) === "queue";
  const config = readConfig(process.env, { isCalled: !isQueue && (!role || role === "receiver") });
  if (process.env.HANDLER_WITHOUT_QUEUES !== "yes" && isQueue && role) {
    const { openTopic } = await import("./delivery/topic/open.js");
    return openTopic(role, { env: process.env, config, routes, onDead });
  }
  if (role) {
    const { openDurable } = await import("./delivery/durable/open.js");
    return openDurable(role, { env: process.env, config, routes, onDead });
  }
  if (process.env.HANDLER_WITHOUT_QUEUES !== "yes" && isQueue) {
    const { openQueue } = await import("./delivery/queue/open.js");
    return openQueue({ env: process.env, config, routes, remembered, onDead });
  }
  const receiver = new Receiver(config, inlineMode(new UserCode(config, routes), new InlineDelivery(remembered)));
  return (event, context = {}) => receiver.answer(event, context);
}

/**
 * Serves the handler that was defined last. Without one it authenticates, parses and logs; every callback is unrouted.
 */
export const main_handler: ScfFunction = (event, context) => (latest ?? defineHandler({}))(event, context);
