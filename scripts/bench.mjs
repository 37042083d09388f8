// `npm run bench`: sets up what is missing, the peers in bench/package.json included, then runs bench/handler/main.ts
// with the same arguments.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { setupOrExit } from "./setup.mjs";

const BENCH = fileURLToPath(new URL("../bench", import.meta.url));

await setupOrExit();
installPeers();
const { status } = spawnSync(process.execPath, ["--import", "tsx", "bench/handler/main.ts", ...process.argv.slice(2)], {
  stdio: "inherit",
});
process.exitCode = status ?? 1;

function installPeers() {
  const { dependencies } = JSON.parse(readFileSync(`${BENCH}/package.json`, "utf8"));
  const missing = Object.entries(dependencies).filter(([name, version]) => {
    const file = `${BENCH}/node_modules/${name}/package.json`;
    return !existsSync(file) || JSON.parse(readFileSync(file, "utf8")).version !== version;
  });
  if (missing.length === 0) return;
  console.error(`bench: installing what it measures against: ${missing.map((peer) => peer.join(" ")).join(", ")} …`);
  const { status } = spawnSync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], {
    cwd: BENCH,
    stdio: "inherit",
  });
  if (status === 0) return;
  console.error("bench: npm ci in bench/ failed; its output is above");
  process.exit(1);
}
