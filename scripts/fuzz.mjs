// `npm run fuzz`: sets up what is missing, then runs bench/handler/fuzz.ts with the same arguments.
import { spawnSync } from "node:child_process";
import { setupOrExit } from "./setup.mjs";

await setupOrExit();
const { status } = spawnSync(process.execPath, ["--import", "tsx", "bench/handler/fuzz.ts", ...process.argv.slice(2)], {
  stdio: "inherit",
});
process.exitCode = status ?? 1;
