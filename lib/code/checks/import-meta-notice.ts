import { readFileSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import { HANDLER_PATH } from "../bundle-options";
import type { Program } from "../entry-options";

const IMPORT_META = /\bimport\.meta\b/;
const SOURCE = /\.[cm]?[jt]sx?$/;

/**
 * Names the user's own sources that use `import.meta`: in a bundle it refers to `index.js`, so it does not
 * find files beside a source. Dependencies are not named: their authors expect bundlers.
 *
 * @param inputs sources of the bundle, relative to the folder of the program
 */
export function importMetaNotice({ file }: Program, inputs: readonly string[]): string | undefined {
  const folder = dirname(file);
  const sources = inputs
    .map((input) => resolve(folder, input))
    .filter((path) => SOURCE.test(path) && !path.includes("/node_modules/") && !path.startsWith(HANDLER_PATH));
  const uses = sources.flatMap((path) => {
    const line = linesOf(path).findIndex((text) => IMPORT_META.test(text));
    return line < 0 ? [] : [`${relative(folder, path)}:${line + 1}`];
  });
  if (uses.length === 0) return undefined;
  return (
    `import.meta in a bundle is that of its index.js (got it in ${uses.join(", ")}): files beside the source are not deployed ` +
    "with it; import them with a loader, or deploy a folder by CallbackCode.fromFolder"
  );
}

function linesOf(path: string): string[] {
  try {
    return readFileSync(path, "utf8").split("\n");
  } catch {
    return []; // a module that a plug-in or esbuild itself created
  }
}
