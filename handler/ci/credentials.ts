import type { Credentials } from "../../api/sign";
import { CallbackError } from "../errors";

/**
 * The temporary key of the function's role. Read before each call, because the platform renews it.
 *
 * @throws CallbackError if the function has no role
 */
export function credentialsOf(env: NodeJS.ProcessEnv): Credentials {
  return {
    secretId: keyOf(env, "TENCENTCLOUD_SECRETID"),
    secretKey: keyOf(env, "TENCENTCLOUD_SECRETKEY"),
    token: env.TENCENTCLOUD_SESSIONTOKEN || undefined,
  };
}

function keyOf(env: NodeJS.ProcessEnv, name: string): string {
  const key = env[name];
  if (key) return key;
  throw new CallbackError(`${name} must be in the environment (got none): give the function an execution role`);
}
