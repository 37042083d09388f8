import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { readOptions } from "../options";
import { PAGES, withDiagram } from "./architecture";
import { MESSAGE_PAGES, withMessages } from "./messages";
import { takePictures } from "./screenshots";

const USAGE = `npm run docs [-- --pictures]

Brings the diagram of docs/architecture.md and the lists of docs/messages.md up to date, and writes the API reference to docs/api/.

  --pictures  makes the pictures of the inspector as well; needs Chromium and ffmpeg`;

const ROOT = join(__dirname, "../..");

const { pictures } = readOptions(USAGE, { pictures: { type: "boolean" } });
for (const page of PAGES) writeFileSync(join(ROOT, page), withDiagram(page));
for (const page of MESSAGE_PAGES) writeFileSync(join(ROOT, page), withMessages(page));
const typedoc = join(ROOT, "node_modules/typedoc/bin/typedoc");
process.exitCode = spawnSync(process.execPath, [typedoc], { cwd: ROOT, stdio: "inherit" }).status ?? 1;
if (pictures) void takePictures();
