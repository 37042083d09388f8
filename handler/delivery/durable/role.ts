import { ConfigurationError } from "../../errors";

/** Environment variable with the function's role: `inline` (the default), `receiver`, `worker` or `sweeper`. */
export const DELIVERY_ENV = "CI_CALLBACK_DELIVERY";

/** Roles of a function in durable delivery. */
export type DurableRole = "receiver" | "worker" | "sweeper";

const ROLES: readonly DurableRole[] = ["receiver", "worker", "sweeper"];

/**
 * The function's role.
 *
 * @throws ConfigurationError for a value other than a role or `inline`
 */
export function readRole(env: NodeJS.ProcessEnv): DurableRole | undefined {
  const value = env[DELIVERY_ENV] || "inline";
  const role = ROLES.find((name) => name === value);
  if (role || value === "inline") return role;
  throw new ConfigurationError(
    `${DELIVERY_ENV} must be one of inline, ${ROLES.join(", ")} (got ${JSON.stringify(value)})`,
  );
}
