import { checkRoutes } from "./check-routes";
import { readConfig } from "./config";
import type { ScfContext } from "./call";
import { readRole } from "./delivery/durable/role";
import type { DeadCallback } from "./delivery/durable/worker";
import { DEFAULT_REMEMBERED, InlineDelivery, inlineMode } from "./delivery/inline";
import { UserCode } from "./delivery/user-code";
import type { Routes } from "./dispatch";
import type { HttpResponse } from "./http/response";
import { Receiver } from "./receiver";

/** Options of `defineHandler`. */
export interface HandlerOptions {
  /**
   * How many deliveries an instance remembers to recognise duplicates.
   *
   * @default 1000
   */
  readonly remembered?: number;

  /**
   * The alarm of durable delivery: called at least once for a callback that is given up, after its last attempt or at
   * once after a `PermanentError`, before it lies among the dead. What it throws is logged, and what
   * does not end within ten seconds, or half of the time that is left, is not waited for.
   *
   * @default - a line in the log, `"message":"callback dead"`
   */
  readonly onDead?: (dead: DeadCallback) => unknown;
}

/** The function that SCF calls. Its configuration comes from the environment; see `ENV`. */
export type ScfFunction = (event: unknown, context?: ScfContext) => Promise<HttpResponse>;

/** Marks what `defineHandler` makes, for synthesis and for tests, whichever copy of this module made the function. */
const MARK = Symbol.for("cdktf-tencentcloud-ci.handler");

let latest: ScfFunction | undefined;

/**
 * Makes the SCF function that receives CI callbacks and calls user code.
 *
 * Throws a `ConfigurationError` for a route or a tag that does not exist, with the name that was probably meant: bundlers do
 * not check types, and its events would be lost.
 * The environment is read at the first call. While it is unusable every call rejects with a `ConfigurationError`.
 *
 * @example
 * export default defineHandler({
 *   onJob: { SplitVideoParts: (job, ctx) => ctx.log.info("shots", { shots: shots(job) }) },
 *   onFailedJob: (job, ctx) => ctx.log.error("job failed", { jobId: job.jobId, code: job.code }),
 * });
 */
export function defineHandler(routes: Routes, options: HandlerOptions = {}): ScfFunction {
  checkRoutes(routes);
  let opening: Promise<ScfFunction> | undefined;
  let opened: ScfFunction | undefined;
  const handler: ScfFunction = async (event, context = {}) => {
    if (!opened) {
      opening ??= open(routes, options).finally(() => (opening = undefined));
      opened = await opening;
    }
    return opened(event, context);
  };
  latest = Object.defineProperty(handler, MARK, { value: { routes, options, defineHandler } });
  return handler;
}

/** The code of durable delivery is loaded where the function has a part in it, and nowhere else. */
async function open(routes: Routes, options: HandlerOptions): Promise<ScfFunction> {
  const { remembered = DEFAULT_REMEMBERED, onDead } = options;
  const role = readRole(process.env);
  const config = readConfig(process.env, { isCalled: role === undefined || role === "receiver" });
  if (role) {
    const { openDurable } = await import("./delivery/durable/open.js");
    return openDurable(role, { env: process.env, config, routes, onDead });
  }
  const receiver = new Receiver(config, inlineMode(new UserCode(config, routes), new InlineDelivery(remembered)));
  return (event, context = {}) => receiver.answer(event, context);
}

/** Serves the handler that was defined last. With none it authenticates, parses and logs, and every callback is unrouted. */
export const main_handler: ScfFunction = (event, context) => (latest ?? defineHandler({}))(event, context);
