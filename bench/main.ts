import { fork } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readOptions } from "../scripts/options";
import { print } from "./figures";
import type { Row } from "./figures";

const USAGE = `Figures of the handler beside those of its peers, of the constructs and of the provider.

  npm run bench              as tables
  npm run bench -- --json    as JSON

Exit code 1 when a target is missed.`;

const options = readOptions(USAGE, { json: { type: "boolean" } });

/** Commands for each table: files and arguments. */
const partsOf = (...location: [bundle: string, folder: string]): Readonly<Record<string, string[][]>> => ({
  handler: [
    ...["parsing", "xml", "json", "floods", "refusals"].map((part) => ["handler/speed.ts", ...location, part]),
    ["handler/load.ts", ...location],
    ["handler/hostile.ts", ...location],
  ],
  constructs: [["constructs.ts"]],
  provider: [["provider.ts"]],
});

void main();

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "bench-"));
  try {
    const { buildHandler } = await import("../scripts/build-handler.mjs");
    const bundle = join(folder, "handler.cjs");
    await buildHandler({ outfile: bundle });
    const tables: Record<string, Row[]> = {};
    for (const [title, parts] of Object.entries(partsOf(bundle, folder))) {
      tables[title] = [];
      for (const [file = "", ...args] of parts) tables[title].push(...(await run(file, args)));
    }
    print(tables, options);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A part's rows. Each part has its own process, so that none warms up or slows down another. */
function run(file: string, args: readonly string[]): Promise<Row[]> {
  process.stderr.write(`bench: ${[file, ...args.slice(2)].join(" ")} …\n`);
  return new Promise((resolve, reject) => {
    let rows: Row[] | undefined;
    // Standard output is ignored: the handler writes a line of log for each request.
    const child = fork(join(__dirname, file), args, {
      execArgv: ["--import", "tsx"],
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    child.on("message", (message) => (rows = message as Row[]));
    child.on("close", (code) =>
      rows ? resolve(rows) : reject(new Error(`${file} ended with ${code} and gave no figures`)),
    );
  });
}
