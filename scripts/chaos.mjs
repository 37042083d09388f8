// `npm run chaos`: sets up what is missing, then runs bench/chaos/main.ts with the same arguments.
import { spawnSync } from "node:child_process";
import { setup } from "./setup.mjs";

await setup();
const { status } = spawnSync(process.execPath, ["--import", "tsx", "bench/chaos/main.ts", ...process.argv.slice(2)], {
  stdio: "inherit",
});
process.exitCode = status ?? 1;
