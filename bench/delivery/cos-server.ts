/** A COS that takes everything after so many milliseconds, in a process of its own. */
import { report } from "./child";
import { startAnswering } from "./raw-http";

void startAnswering(Number(process.argv[2])).then(({ port }) => report(port));
