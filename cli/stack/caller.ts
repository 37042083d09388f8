import { callerOf } from "../account";
import type { Caller } from "../account";
import { configOf, plainSettings } from "./find";
import type { Stack } from "./find";

/**
 * With which key, and where, a stack is looked at: that of the local pipeline, or what its provider block, the environment
 * and the profile say.
 *
 * @throws UsageError when there is no key
 */
export function stackCaller(
  { folder, session }: Stack,
  env: NodeJS.ProcessEnv,
): { readonly caller: Caller; readonly region: string } {
  if (session) {
    const { credential, region, url } = session;
    const credentials = (): Promise<typeof credential> => Promise.resolve(credential);
    return { caller: { credentials, region, endpoint: url, secretId: credential.secretId }, region };
  }
  const settings = plainSettings(configOf(folder), "tencentcloud");
  const caller = callerOf(env, settings);
  return { caller, region: settings["region"] ?? caller.region };
}
