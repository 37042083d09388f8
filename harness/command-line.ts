/**
 * The command line in one file of JavaScript, from the current sources. It starts in a third of the time that tsx takes
 * for the sources.
 */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, extname, join } from "node:path";
import { build } from "esbuild";
import type { Loader, Plugin } from "esbuild";

const ROOT = join(__dirname, "..");

/** Path of the file. */
export const COMMAND_LINE = join(ROOT, ".cache/tests/command-line.js");

/** Folders whose files can be in it. */
export const COMMAND_LINE_SOURCES = ["api", "cli", "handler", "lib/code", "lib/terraform", "local", "provider"];

/** Each source finds the files beside it, as without a bundle. */
const ownPaths: Plugin = {
  name: "own-paths",
  setup(builder) {
    builder.onLoad({ filter: /\.ts$/ }, ({ path }) => {
      const text = readFileSync(path, "utf8");
      const contents = text
        .replace(/\b__dirname\b/g, JSON.stringify(dirname(path)))
        .replace(/\b__filename\b/g, JSON.stringify(path));
      return { contents, loader: extname(path).slice(1) as Loader };
    });
  },
};

export async function buildCommandLine(): Promise<void> {
  const { outputFiles } = await build({
    ...{ absWorkingDir: ROOT, entryPoints: ["cli/main.ts"], write: false, logLevel: "error" },
    ...{ bundle: true, packages: "external", platform: "node", target: "node20", format: "cjs" },
    plugins: [ownPaths],
  });
  // Several test runs may build it at the same time.
  const temporary = `${COMMAND_LINE}.${process.pid}`;
  mkdirSync(dirname(COMMAND_LINE), { recursive: true });
  writeFileSync(temporary, outputFiles[0]!.contents);
  renameSync(temporary, COMMAND_LINE);
}
