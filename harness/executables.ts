/**
 * Vitest's global setup: builds the providers' executables and the command line from the current sources, so that a stale
 * one cannot make a test pass.
 */
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(__dirname, "..");
const SOURCES = ["provider", "api", "local", "scripts/build-executables.mjs", "package.json"];

/** The provider `tencentci` as it is published. */
export const PROVIDER_EXECUTABLE = join(ROOT, "dist/provider/terraform-provider-tencentci");

/** The simulation of the vendor's provider. */
export const VENDOR_EXECUTABLE = join(ROOT, "dist/local/vendor/terraform-provider-tencentcloud");

/** The command line in one file; it starts in a third of the time that tsx takes for the sources. */
export const COMMAND_LINE = join(ROOT, ".cache/programs/cli/main.js");

export default async function setup(): Promise<void> {
  if (isStale(PROVIDER_EXECUTABLE, SOURCES)) {
    execFileSync(process.execPath, [join(ROOT, "scripts/build-executables.mjs")], { stdio: "inherit" });
  }
  const { program } = await import("./programs.mjs");
  await program("cli/main.ts");
}

function isStale(file: string, sources: readonly string[]): boolean {
  return !existsSync(file) || statSync(file).mtimeMs <= Math.max(...sources.map(newest));
}

function newest(path: string): number {
  const stat = statSync(join(ROOT, path));
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(0, ...readdirSync(join(ROOT, path)).map((name) => newest(join(path, name))));
}
