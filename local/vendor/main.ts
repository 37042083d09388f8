import { servePlugin } from "../../provider/plugin";
import { vendorProvider } from "./provider";

void servePlugin(vendorProvider(process.env));
