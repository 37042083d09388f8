/**
 * The executable `terraform-provider-tencentci`. Others load the same file as a library, so the package contains one
 * plugin server: the local cloud's simulated provider, and `local`, which serves both providers in its own process.
 */
import { servePlugin } from "./plugin";
import type { Provider } from "./plugin";
import type { Client } from "./client";
import { createProvider } from "./provider";

export * from "./plugin";

export function provider(env: NodeJS.ProcessEnv): Provider<Client> {
  return createProvider(process.env.PACKAGE_VERSION ?? "0.0.0", env);
}

if (require.main === module) void servePlugin(provider(process.env));
