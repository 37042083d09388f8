import { CiClient } from "../api/client";
import { rolesCredentials } from "../api/credentials/assume-role";
import type { RetryOptions } from "../api/retry";
import { flatten } from "../api/sign";
import { send } from "../api/transport";
import type { Transport } from "../api/transport";
import type { Configuration } from "./configuration";
import { agentFactory } from "./http/agent";
import { DiagnosticError } from "./plugin/diagnostics";
import type { Logger } from "./plugin/log";
import type { ConfigureContext } from "./plugin/provider";
import type { Unknown } from "./plugin/values";

/** The CI client and the settings that all resources share. */
export interface Client {
  /** @throws DiagnosticError when the provider block has a value that is not known yet */
  readonly ci: CiClient;
  /** Region of resources without their own. */
  readonly region: string | Unknown;
  /** True for Tencent Cloud itself, which cannot call back an address in a private network. */
  readonly isPublicCloud: boolean;
}

/** A client for a known configuration. */
export function createClient(
  { credentials, region, endpoint, roles }: Configuration,
  context: ConfigureContext,
  env: NodeJS.ProcessEnv,
  version: string,
): Client {
  const { signal, log } = context;
  const agent = agentFactory(env, (message) => log.warn(message));
  const transport = logged(log);
  const retry: RetryOptions = {
    onRetry: (error, attempt, waitMs) =>
      log.warn("repeating", { error: error.message, attempt, waitMs: Math.round(waitMs) }),
  };
  const sts = { region, endpoint, transport, agent, retry, signal, onSecret: (text: string) => context.secret(text) };
  const ci = new CiClient({
    credentials: rolesCredentials(credentials, roles, sts),
    endpoint,
    agent,
    transport,
    retry,
    userAgent: `terraform-provider-tencentci/${version}`,
  });
  return { ci, region, isPublicCloud: endpoint === undefined };
}

/** The client at plan time while a part of the provider block is unknown. */
export const unconfigured = (region: string | Unknown): Client => ({
  get ci(): never {
    throw new DiagnosticError({
      severity: "error",
      summary: "The provider's configuration is not known yet",
      detail:
        "An argument of the provider block depends on a resource that is not applied yet. Apply that resource first (-target).",
    });
  },
  region,
  isPublicCloud: false, // not known; checked at apply
});

/** Logs one line per call, without headers, query and bodies, which hold secrets. */
function logged(log: Logger): Transport {
  return async (request) => {
    const { method, headers, path } = request;
    const list = flatten(headers);
    const call = { method, host: list[list.indexOf("host") + 1], path: path.replace(/\?.*/, "") };
    const started = Date.now();
    try {
      const answer = await send(request);
      const requestId = answer.headers["x-ci-request-id"] ?? answer.headers["x-cos-request-id"];
      log.debug("call", {
        ...call,
        status: answer.status,
        ms: Date.now() - started,
        requestId: String(requestId ?? ""),
      });
      return answer;
    } catch (error) {
      log.debug("call failed", { ...call, ms: Date.now() - started, error: (error as Error).message });
      throw error;
    }
  };
}
