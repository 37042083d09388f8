/**
 * The executable `terraform-provider-tencentci`. The simulated provider of the local cloud requires the same file as a
 * library, so that the package has the plugin server once.
 */
import { servePlugin } from "./plugin";
import { createProvider } from "./provider";

export * from "./plugin";

if (require.main === module) {
  void servePlugin(createProvider(process.env.PACKAGE_VERSION ?? "0.0.0", process.env));
}
