/** What a build that failed tells. */
import { existsSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import type { BuildFailure } from "esbuild";
import { describeMessage } from "../../lib/code/build-hints";

/** esbuild's words for an import that leads nowhere: a relative one, not that of a package. */
const UNRESOLVED = /^Could not resolve "(\.[^"]*)"/;

/** @param file the program */
export function describeFailure({ errors = [], message }: Partial<BuildFailure>, file: string): string {
  const details = errors.map(describeMessage);
  return [
    `${basename(file)} does not compile; the code before stays live`,
    ...(details.length > 0 ? details : [message]),
  ].join("\n  ");
}

/**
 * Where the mend may be saved: beside what is broken, and where what it imports would be.
 *
 * @param from folder that paths of errors count from
 */
export function foldersOf({ errors = [] }: Partial<BuildFailure>, from: string): string[] {
  return errors.flatMap(({ text, location }) => {
    if (!location) return [];
    const folder = dirname(resolve(from, location.file));
    const [, path] = UNRESOLVED.exec(text) ?? [];
    const folders = path === undefined ? [folder] : [folder, dirname(resolve(folder, path))];
    return folders.map(nearest).filter((folder) => !folder.includes("/node_modules"));
  });
}

/** The folder, or the nearest one above it that exists. */
function nearest(folder: string): string {
  return existsSync(folder) ? folder : nearest(dirname(folder));
}
