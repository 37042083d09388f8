import { agentsOf, callerOf } from "../account";
import type { Caller } from "../account";
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
  if (session) {
    const { credential, region, url } = session;
    const credentials = (): Promise<typeof credential> => Promise.resolve(credential);
    const { secretId } = credential;
    return { caller: { credentials, region, endpoint: url, secretId, agent: agentsOf(env) }, region };
  }
  const settings = plainSettings(configOf(folder), "tencentcloud");
  const caller = callerOf(env, settings);
  return { caller, region: settings["region"] ?? caller.region };
}
