/** The same handler in a container of your own behind the address, in place of the function: `npx tsx server.ts`. */
import { createServer } from "node:http";
import { toNodeListener } from "cdktf-tencentcloud-ci/handler";
import handler from "./on-media";

const server = createServer(toNodeListener(handler));
server.listen(Number(process.env.PORT ?? 8080), () => console.log("listening", server.address()));
process.once("SIGTERM", () => server.close());
