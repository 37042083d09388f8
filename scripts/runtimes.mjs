// `npm run runtimes`: downloads the platform's versions of Node.js from the npm registry into .cache/runtimes. Tests of
// the bundle run on each of them and are skipped for missing ones.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const NAME = `node-${process.platform}-${process.arch}`;
const { versions } = JSON.parse(readFileSync(join(ROOT, "scripts/runtimes.json"), "utf8"));

for (const version of versions) {
  const folder = join(ROOT, ".cache/runtimes", version);
  if (existsSync(join(folder, "node_modules", NAME, "bin/node"))) continue;
  console.log(`runtimes: Node.js ${version}`);
  execFileSync("npm", ["install", "--silent", "--no-audit", "--no-fund", "--prefix", folder, `${NAME}@${version}`], {
    stdio: "inherit",
  });
}
