import type { ScfContext } from "../../call";
import type { Config } from "../../config";
import { requestId } from "../../context";
import type { Routes } from "../../dispatch";
import { json } from "../../http/response";
import type { HttpResponse } from "../../http/response";
import { createLog } from "../../log";
import { wholeNumber } from "../../whole-number";
import type { DeadCallback } from "../durable/worker";
import { InlineDelivery } from "../inline";
import { UserCode } from "../user-code";
import { Attempts, REMEMBERED } from "./attempts";
import { queueFunction } from "./function";

/** Environment variable: runs of user code after which a message is given up, 1 to 100. Default: 8. */
export const ATTEMPTS_ENV = "CI_CALLBACK_ATTEMPTS";

const DEFAULT_ATTEMPTS = 8;

export interface OpenQueueOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly config: Config;
  readonly routes: Routes;
  /** @default - the maximum size of a batch */
  readonly remembered?: number;
  readonly onDead?: (dead: DeadCallback) => unknown;
}

/**
 * Creates the function behind a queue, with inline delivery.
 *
 * @throws ConfigurationError
 */
export function openQueue({
  env,
  config,
  routes,
  remembered = 0,
  onDead,
}: OpenQueueOptions): (event: unknown, scf?: ScfContext) => Promise<HttpResponse> {
  const run = queueFunction({
    config,
    userCode: new UserCode(config, routes),
    // A repeated batch must find all its earlier deliveries.
    delivery: new InlineDelivery(Math.max(remembered, REMEMBERED)),
    attempts: new Attempts(wholeNumber(env[ATTEMPTS_ENV] || String(DEFAULT_ATTEMPTS), ATTEMPTS_ENV, 1, 100)),
    onDead,
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  });
  return async (event, scf = {}) => {
    const log = createLog(config.logLevel, config.secrets, { requestId: requestId(scf) });
    const result = await run(event, { scf, startedAt: Date.now(), log });
    return json("error" in result ? 400 : 200, result);
  };
}
