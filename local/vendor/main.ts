import { servePlugin } from "../../provider/plugin";
import { vendorProvider } from "./provider";

export { vendorProvider as provider };

if (require.main === module) void servePlugin(vendorProvider(process.env));
