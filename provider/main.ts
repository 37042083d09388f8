/** The executable `terraform-provider-tencentci`. */
import { servePlugin } from "./plugin";
import { createProvider } from "./provider";

void servePlugin(createProvider(process.env.PACKAGE_VERSION ?? "0.0.0", process.env));
