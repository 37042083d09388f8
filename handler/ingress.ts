import { ConfigurationError } from "./errors";

/** Environment variable that says what brings callbacks to the function: `url` (also when absent) or `queue`. */
export const INGRESS_ENV = "CI_CALLBACK_INGRESS";

/**
 * What brings callbacks to the function. Each accepts its own events and no others: a topic's messages carry no secret, so
 * a function with a URL must not take them, and behind a topic nobody would check the secret of a request.
 */
export type IngressKind = "url" | "queue";

/** @throws ConfigurationError for anything else */
export function readIngress(env: NodeJS.ProcessEnv): IngressKind {
  const ingress = env[INGRESS_ENV] || "url";
  if (ingress === "url" || ingress === "queue") return ingress;
  throw new ConfigurationError(`${INGRESS_ENV} must be url or queue (got "${ingress}")`);
}
