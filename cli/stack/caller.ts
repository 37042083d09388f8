import { agentsOf, callerOf } from "../account";
import type { Caller } from "../account";
import type { Session } from "../local/session";
import { configOf, plainSettings } from "./find";
import type { Stack } from "./find";

/**
 * Key and region for reading a stack: those of the local pipeline, or those of the provider block, the environment and
 * the profile.
 *
 * @throws UsageError if there is no key
 */
export function stackCaller(
  { folder, session }: Stack,
  env: NodeJS.ProcessEnv,
): { readonly caller: Caller; readonly region: string } {
  if (session) return { caller: sessionCaller(session, env), region: session.region };
  const settings = plainSettings(configOf(folder), "tencentcloud");
  const caller = callerOf(env, settings);
  return { caller, region: settings["region"] ?? caller.region };
}

/** Key and region of the local pipeline. */
export function sessionCaller({ credential, region, url }: Session, env: NodeJS.ProcessEnv): Caller {
  const credentials = (): Promise<typeof credential> => Promise.resolve(credential);
  return { credentials, region, endpoint: url, secretId: credential.secretId, agent: agentsOf(env) };
}
