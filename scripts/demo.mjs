// `npm run demo`: sets up what is missing, then runs scripts/demo/main.ts with the same arguments.
import { spawnSync } from "node:child_process";
import { setupOrExit } from "./setup.mjs";

await setupOrExit();
const { status } = spawnSync(process.execPath, ["--import", "tsx", "scripts/demo/main.ts", ...process.argv.slice(2)], {
  stdio: "inherit",
});
process.exitCode = status ?? 1;
