import { fork } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { readOptions } from "../../scripts/options";
import type { Row } from "./measure";

const USAGE = `The handler's figures beside those of its peers.

  npm run bench              as a table
  npm run bench -- --json    as JSON

Exit code 1 when a target is missed.`;

const { json } = readOptions(USAGE, { json: { type: "boolean" } });

/** File and what it is told. */
const SECTIONS = [
  ...["parsing", "xml", "json", "floods", "refusals"].map((part) => ["speed.ts", part] as const),
  ["load.ts", ""],
  ["hostile.ts", ""],
] as const;

void main();

async function main(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), "handler-bench-"));
  try {
    const { buildHandler } = await import("../../scripts/build-handler.mjs");
    const bundle = join(directory, "handler.cjs");
    await buildHandler({ outfile: bundle });
    const rows: Row[] = [];
    for (const [section, part] of SECTIONS) rows.push(...(await run(section, bundle, directory, part)));
    print(rows);
    process.exitCode = rows.every(isMet) ? 0 : 1;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** A section's rows. It runs in a process of its own, so that none warms up or burdens another. */
function run(section: string, ...args: string[]): Promise<Row[]> {
  process.stderr.write(`bench: ${section} ${args.at(-1)} …\n`);
  return new Promise((resolve, reject) => {
    let rows: Row[] | undefined;
    // Standard output is ignored: the handler writes a line of log for each request.
    const child = fork(join(__dirname, section), args, { stdio: ["ignore", "ignore", "inherit", "ipc"] });
    child.on("message", (message) => (rows = message as Row[]));
    child.on("close", (code) =>
      rows ? resolve(rows) : reject(new Error(`${section} ended with ${code} and gave no figures`)),
    );
  });
}

function isMet({ value, target, strict }: Row): boolean {
  return strict ? value < target : value <= target;
}

function print(rows: Row[]): void {
  const machine = { node: process.version, cpu: cpus()[0]?.model ?? "", cores: availableParallelism() };
  if (json) {
    console.log(JSON.stringify({ ...machine, rows: rows.map((row) => ({ ...row, met: isMet(row) })) }, undefined, 2));
    return;
  }
  console.log(`Node ${machine.node}, ${machine.cores} × ${machine.cpu}\n`);
  console.log("| What | Figure | Target | Met | Behind it |\n|---|---:|---:|---|---|");
  for (const row of rows) {
    const { name, detail, target, strict = false } = row;
    const limit = `${strict ? "<" : "≤"} ${figure(target, row)}`;
    console.log(`| ${name} | ${figure(row.value, row)} | ${limit} | ${isMet(row) ? "yes" : "**no**"} | ${detail} |`);
  }
}

function figure(value: number, { unit }: Row): string {
  if (unit === "B") return `${(value / 1000).toFixed(1)} kB`;
  if (unit === "ms") return `${value.toFixed(2)} ms`;
  return unit === "count" ? String(value) : `${value.toFixed(value < 0.2 ? 3 : 2)}×`;
}
