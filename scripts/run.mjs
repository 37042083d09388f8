// Runs a TypeScript program of this repository, also on a fresh clone: sets up missing parts, then passes on arguments
// and exit code. `npm run demo`, `npm run bench` and others use it.
//
//   node scripts/run.mjs [--peers | --demo] program.ts [arguments of the program]
//
// --peers also installs the peers of the benchmarks; --demo installs only what the demo needs.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { program } from "../harness/programs.mjs";
import { setupOrExit } from "./setup.mjs";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

const args = process.argv.slice(2);
const option = ["--peers", "--demo"].find((name) => name === args[0]);
if (option !== undefined) args.shift();
await setupOrExit({ peers: option === "--peers", demo: option === "--demo" });
process.on("SIGINT", () => {}); // the program handles Ctrl-C: it may have to clean up
const [entry, ...rest] = args;
const command = ["--enable-source-maps", await program(entry), ...rest];
const { status } = spawnSync(process.execPath, command, { cwd: ROOT, stdio: "inherit" });
process.exitCode = status ?? 1;
