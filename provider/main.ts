/**
 * The executable `terraform-provider-tencentci`. The local cloud's simulated provider loads the same file as a library,
 * so the package contains one plugin server.
 */
import { servePlugin } from "./plugin";
import { createProvider } from "./provider";

export * from "./plugin";

if (require.main === module) {
  void servePlugin(createProvider(process.env.PACKAGE_VERSION ?? "0.0.0", process.env));
}
