/** A COS that accepts everything after a fixed delay, in its own process. */
import { report } from "./child";
import { startAnswering } from "./raw-http";

void startAnswering(Number(process.argv[2])).then(({ port }) => report(port));
