/** The key and the region that the commands use. Both are found in the same way as by the two providers. */
import { findAccount } from "../api/credentials/account";
import type { AccountSettings } from "../api/credentials/account";
import { rolesCredentials } from "../api/credentials/assume-role";
import type { Credentials } from "../api/sign";
import { agentFactory } from "../provider/http/agent";
import type { AgentFactory } from "../provider/http/agent";
import { asUsage, UsageError } from "./errors";
import { createOutput } from "./output";

/** The caller's key and region. */
export interface Caller {
  readonly credentials: () => Promise<Credentials>;
  readonly region: string;
  /** Server to connect to instead of Tencent Cloud. @default - Tencent Cloud */
  readonly endpoint?: string;
  /** Id of the key; with roles, of the key that assumes the first role. */
  readonly secretId: string;
  /** HTTP agents of all calls; see `agentsOf`. */
  readonly agent: AgentFactory;
}

/**
 * @param settings the literal values of the stack's provider block
 * @throws UsageError if there is no key
 */
export function callerOf(env: NodeJS.ProcessEnv, settings: AccountSettings = {}): Caller {
  const { credentials, region, roles, half, path } = asUsage(() => findAccount(settings, env));
  if (!credentials) {
    const got = { id: "an id without a key", key: "a key without an id" };
    throw new UsageError(
      `TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY must be in the environment, or a profile of tccli in ${path} (got ${half ? got[half] : "neither"})`,
    );
  }
  const endpoint = env["TENCENTCI_ENDPOINT"]?.trim() || undefined;
  const agent = agentsOf(env);
  const keyOfRoles = rolesCredentials(credentials, roles, { region, endpoint, agent });
  const provide = typeof keyOfRoles === "function" ? keyOfRoles : () => Promise.resolve(keyOfRoles);
  return { credentials: provide, region, endpoint, secretId: credentials.secretId, agent };
}

/** Agents that keep connections open and use the environment's proxy and certificates, as both providers do. */
export function agentsOf(env: NodeJS.ProcessEnv): AgentFactory {
  return agentFactory(env, (message) => createOutput(false, process.stdout, process.stderr).summary(message));
}
