import { ConfigurationError } from "./errors";

/** Environment variable with the source of the callbacks: `url` (also when absent) or `queue`. */
export const INGRESS_ENV = "CI_CALLBACK_INGRESS";

/**
 * Source of the callbacks. A function accepts only the events of its source: messages of a topic carry no secret, so a
 * function with a URL must refuse them; a function behind a topic checks no secret, so it must refuse requests.
 */
export type IngressKind = "url" | "queue";

/** @throws ConfigurationError for anything else */
export function readIngress(env: NodeJS.ProcessEnv): IngressKind {
  const ingress = env[INGRESS_ENV] || "url";
  if (ingress === "url" || ingress === "queue") return ingress;
  throw new ConfigurationError(`${INGRESS_ENV} must be url or queue (got "${ingress}")`);
}
