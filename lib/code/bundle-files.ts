import { dirname, relative, resolve, sep } from "node:path";
import type { OutputFile } from "esbuild";
import { HANDLER_PATH, MAPPED_NAME } from "./bundle-options";
import type { Program } from "./entry-options";
import { installedPackages } from "./installed-packages";
import type { ZipEntry } from "./zip";

/** Folder of the installed package, which contains the handler in the sources and in the build. */
const PACKAGE = dirname(HANDLER_PATH);

/** esbuild names a module that it wraps by its path relative to the program. */
const MODULE_PATH = /(__(?:esm|commonJS)\(\{)"([^"\\]+)"\(/g;

/** Source maps apply only to files that are loaded after they were turned on. */
const MAPPED_INDEX = `process.setSourceMapsEnabled(true);
exports.main_handler = require("./${MAPPED_NAME}.js").main_handler;
`;

/**
 * All files of a program's function, including `index.js`: the output of esbuild and the packages beside it.
 *
 * @throws ProgramError if a package of `nodeModules` is not installed
 */
export function bundleFiles(program: Program, built: readonly OutputFile[]): Record<string, ZipEntry> {
  const folder = dirname(program.file);
  const files: Record<string, ZipEntry> = installedPackages(folder, program.nodeModules ?? []);
  for (const { path, text, contents } of built) {
    const name = relative(folder, path).split("\\").join("/");
    const stable = program.isLocal === true ? undefined : contentOf(folder, name, text);
    files[name] = { content: stable ?? contents };
  }
  if (files[`${MAPPED_NAME}.js.map`]) files["index.js"] ??= { content: Buffer.from(MAPPED_INDEX) };
  return files;
}

/** Removes paths that depend on where this package is installed. */
function contentOf(folder: string, name: string, text: string): Uint8Array | undefined {
  if (name === `${MAPPED_NAME}.js.map`) {
    const map = JSON.parse(text) as { sources: string[] };
    return Buffer.from(JSON.stringify({ ...map, sources: map.sources.map((source) => stablePath(folder, source)) }));
  }
  // With a source map, a different length would shift the positions after it.
  if (name !== "index.js") return undefined;
  return Buffer.from(
    text.replace(MODULE_PATH, (_, call: string, path: string) => `${call}"${stablePath(folder, path)}"(`),
  );
}

function stablePath(folder: string, path: string): string {
  const file = resolve(folder, path);
  const isOwn = path.startsWith("../") && file.startsWith(PACKAGE + sep);
  return isOwn ? `cdktf-tencentcloud-ci/${relative(PACKAGE, file).split("\\").join("/")}` : path;
}
