import { readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { ProgramError } from "./program-error";
import type { ZipEntry } from "./zip";

/** Name of a package, with or without scope; never a path. */
const PACKAGE_NAME = /^(@[\w.~-]+\/)?[\w~-][\w.~-]*$/;

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/** A package for the zip. */
interface PlacedPackage {
  /** Path in the zip, such as `node_modules/a/node_modules/b`. */
  readonly path: string;
  /** Folder where it is installed. */
  readonly folder: string;
}

/**
 * Files of installed packages and of all their dependencies, arranged for the module resolution of Node.js.
 *
 * @param from folder from which the names are resolved, as an import in it would be
 * @throws ProgramError with the name of a package that is not installed
 */
export function installedPackages(from: string, names: readonly string[]): Record<string, ZipEntry> {
  const placed = new Map<string, string>();
  const queue: PlacedPackage[] = [];
  /** Places a package at the top, or below its dependant if another version is at the top. */
  const install = (name: string, folder: string, dependant: string): void => {
    if (findPlaced(placed, name, dependant) === folder) return;
    const top = `node_modules/${name}`;
    const path = findPlaced(placed, name, dependant) === undefined ? top : join(dependant, top);
    placed.set(path, folder);
    queue.push({ path, folder });
  };

  for (const name of names) {
    if (!PACKAGE_NAME.test(name)) {
      throw new ProgramError(`nodeModules must contain names of packages (got ${JSON.stringify(name)})`);
    }
    const folder = installedFolder(from, name);
    if (folder === undefined) {
      throw new ProgramError(
        `nodeModules must contain packages that are installed (got "${name}", not found from ${from}): npm install ${name}`,
      );
    }
    install(name, folder, "");
  }
  for (const { path, folder } of queue) {
    const { dependencies, optionalDependencies, peerDependencies } = manifestOf(folder);
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies })) {
      const dependency = installedFolder(folder, name);
      if (dependency !== undefined) install(name, dependency, path);
      else if (dependencies?.[name] !== undefined && optionalDependencies?.[name] === undefined) {
        throw new ProgramError(`Package "${name}", a dependency of ${path}, must be installed: npm install`);
      }
    }
  }
  return Object.assign({}, ...[...placed].map(([path, folder]) => filesOf(folder, path))) as Record<string, ZipEntry>;
}

/** The package already in the zip that a `require` in `dependant` would load. */
function findPlaced(placed: ReadonlyMap<string, string>, name: string, dependant: string): string | undefined {
  for (let folder = dependant; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf("node_modules/") - 1))) {
    const hit = placed.get(join(folder, "node_modules", name));
    if (hit !== undefined || folder === "") return hit;
  }
}

/**
 * Real folder of a package, resolved as Node.js does: pnpm's links point to a folder with the dependencies beside it.
 */
function installedFolder(from: string, name: string): string | undefined {
  for (let folder = realpathSync(from); ; folder = dirname(folder)) {
    const candidate = join(folder, "node_modules", name);
    if (statSync(join(candidate, "package.json"), { throwIfNoEntry: false })?.isFile()) return realpathSync(candidate);
    if (folder === dirname(folder)) return undefined;
  }
}

function manifestOf(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
}

/** The files of a package, without the packages inside it, which are placed separately. */
function filesOf(folder: string, path: string): Record<string, ZipEntry> {
  const files: Record<string, ZipEntry> = {};
  const walk = (from: string, to: string): void => {
    for (const name of readdirSync(from)) {
      if (name === "node_modules" && from === folder) continue;
      const stat = statSync(join(from, name), { throwIfNoEntry: false }); // a broken link
      if (stat?.isDirectory()) walk(join(from, name), `${to}/${name}`);
      else if (stat?.isFile()) {
        files[`${to}/${name}`] = {
          content: readFileSync(join(from, name)),
          isExecutable: (stat.mode & 0o100) !== 0,
        };
      }
    }
  };
  walk(folder, path);
  return files;
}
