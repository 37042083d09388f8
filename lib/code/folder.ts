import { lstatSync, readdirSync, readFileSync, readlinkSync, realpathSync, statSync } from "node:fs";
import type { Stats } from "node:fs";
import { join, resolve, sep } from "node:path";
import type { IConstruct } from "constructs";
import { ValidationError } from "../validation/errors";
import type { ZipEntry } from "./zip";

/**
 * The files of a folder, by their paths with forward slashes. A symbolic link is followed: the zip has the content of
 * its target under the name of the link, because the platform's zips have no links.
 *
 * @throws ValidationError for a link that is broken, points outside the folder or is circular, and for an entry that is
 * neither file nor folder
 */
export function folderEntries(scope: IConstruct, path: string): Record<string, ZipEntry> {
  const root = resolve(path);
  if (!statSync(root, { throwIfNoEntry: false })?.isDirectory()) {
    throw new ValidationError(`Folder of the callback code must exist (got ${root})`, scope);
  }
  const entries: [string, ZipEntry][] = [];
  const realRoot = realpathSync(root);
  /** @param parents real paths of the parent folders */
  const walk = (folder: string, prefix: string, parents: readonly string[]): void => {
    for (const name of readdirSync(folder)) {
      const file = join(folder, name);
      const stat = followedStat(scope, file, realRoot);
      if (stat.isFile()) {
        const isExecutable = (stat.mode & 0o100) !== 0;
        entries.push([prefix + name, { content: readFileSync(file), isExecutable }]);
      } else if (stat.isDirectory()) {
        const real = realpathSync(file);
        if (parents.includes(real)) throw refused(scope, file, `not point to a folder that contains it (got ${real})`);
        walk(file, `${prefix}${name}/`, [...parents, real]);
      } else {
        throw refused(scope, file, "be a file or a folder (got a socket, pipe or device)");
      }
    }
  };
  walk(root, "", [realRoot]);
  if (entries.length > 0) return Object.fromEntries(entries);
  throw new ValidationError(`Folder of the callback code must have files (got none in ${root})`, scope);
}

/** Stat of the file or folder at a path; links are followed. */
function followedStat(scope: IConstruct, file: string, realRoot: string): Stats {
  const stat = lstatSync(file, { throwIfNoEntry: false });
  if (!stat) throw refused(scope, file, "have a name in UTF-8 (got another encoding)");
  if (!stat.isSymbolicLink()) return stat;
  let real: string;
  try {
    real = realpathSync(file);
  } catch {
    throw refused(scope, file, `point to a file that exists (got ${readlinkSync(file)})`);
  }
  if (isInside(real, realRoot)) return statSync(real);
  throw refused(scope, file, `point to a file in the folder (got ${real}): copy that file into the folder`);
}

function isInside(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

function refused(scope: IConstruct, file: string, rule: string): ValidationError {
  return new ValidationError(`${file} in the folder of the callback code must ${rule}`, scope);
}
