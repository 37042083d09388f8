import type { ScfContext } from "../../call";
import { ConfigurationError } from "../../errors";
import type { HttpResponse } from "../../http/response";
import type { OpenOptions } from "../durable/open";
import { openDurable } from "../durable/open";
import { DELIVERY_ENV } from "../durable/role";
import type { DurableRole } from "../durable/role";
import { reconcilingTopic } from "./settled";
import { topicFunction } from "./function";

/**
 * Creates the function of a role in durable delivery from a topic: the worker reads the topic and the inbox, and there is
 * no receiver.
 *
 * @throws ConfigurationError
 */
export function openTopic(
  role: DurableRole,
  options: OpenOptions,
): (event: unknown, scf?: ScfContext) => Promise<HttpResponse> {
  if (role === "receiver") {
    throw new ConfigurationError(`${DELIVERY_ENV} must be worker or sweeper behind a queue (got receiver)`);
  }
  return openDurable(role, {
    ...options,
    worker: (worker) => topicFunction({ ...worker, limits: options.config }),
    reconciling: reconcilingTopic,
  });
}
