/**
 * The executable `terraform-provider-tencentci`. Others load the same file as a library, so the package contains one
 * plugin server: the local cloud's simulated provider, and `local`, which serves both providers in its own process.
 */
import { setFlagsFromString } from "node:v8";
import { servePlugin } from "./plugin";
import type { Provider } from "./plugin";
import type { Client } from "./client";
import { createProvider } from "./provider";

export * from "./plugin";

export function provider(env: NodeJS.ProcessEnv): Provider<Client> {
  return createProvider(process.env.PACKAGE_VERSION ?? "0.0.0", env);
}

if (require.main === module) {
  void servePlugin(provider(process.env));
  // Terraform starts the provider several times for one command, each time for less than a second. V8's optimizing
  // compiler would compete with Terraform for the processor, and little of its code would run. So a function counts as hot
  // only after fifteen times as much work as by default. V8 of later versions prints an error: it does not know the flag.
  if (process.version.startsWith("v20.")) setFlagsFromString("--interrupt-budget=1000000");
}
