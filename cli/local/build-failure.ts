/** Facts about a failed build. */
import { existsSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import type { BuildFailure } from "esbuild";
import { describeMessage } from "../../lib/code/build-hints";

/** esbuild's message for an import that cannot be resolved: a relative import, not that of a package. */
const UNRESOLVED = /^Could not resolve "(\.[^"]*)"/;

/** @param file the entry file */
export function describeFailure({ errors = [], message }: Partial<BuildFailure>, file: string): string {
  const details = errors.map(describeMessage);
  return [
    `${basename(file)} does not compile; the previous code stays live`,
    ...(details.length > 0 ? details : [message]),
  ].join("\n  ");
}

/**
 * Folders where the fix may be saved: those of the broken files, and those where the missing imports would be.
 *
 * @param from folder that the paths of errors are relative to
 */
export function foldersOf({ errors = [] }: Partial<BuildFailure>, from: string): string[] {
  return errors.flatMap(({ text, location }) => {
    if (!location) return [];
    const folder = dirname(resolve(from, location.file));
    const [, path] = UNRESOLVED.exec(text) ?? [];
    const folders = path === undefined ? [folder] : [folder, dirname(resolve(folder, path))];
    return folders.map(nearestExisting).filter((folder) => !folder.includes("/node_modules"));
  });
}

/** The folder, or its nearest existing ancestor. */
function nearestExisting(folder: string): string {
  return existsSync(folder) ? folder : nearestExisting(dirname(folder));
}
