/**
 * `npm run docs`: brings the diagram of docs/architecture.md up to date and writes the API reference to docs/api/; with
 * `--pictures` it also makes the pictures of the inspector.
 */
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { PAGES, withDiagram } from "./architecture";
import { takePictures } from "./screenshots";

const ROOT = join(__dirname, "../..");

for (const page of PAGES) writeFileSync(join(ROOT, page), withDiagram(page));
const typedoc = join(ROOT, "node_modules/typedoc/bin/typedoc");
process.exitCode = spawnSync(process.execPath, [typedoc], { cwd: ROOT, stdio: "inherit" }).status ?? 1;
if (process.argv.includes("--pictures")) void takePictures();
