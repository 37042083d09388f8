/** Projects with the package as it is published. */
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { tryToCreate, runFolder } from "../../harness/run-folder";
import { bin, dependencies } from "../../package.json";
import { packInto } from "../../scripts/package/packed";
import type { Packed } from "../../scripts/package/packed";

const ROOT = join(__dirname, "../..");
const FIXTURES = join(__dirname, "fixtures");

/** Installed core → module of the constructs. */
export const ENTRIES = { cdktf: "cdktf-tencentcloud-ci", cdktn: "cdktf-tencentcloud-ci/cdktn" };
export type Core = keyof typeof ENTRIES;
export const CORES = Object.keys(ENTRIES) as Core[];

/** The package as it would be published. */
export interface UnpackedPackage extends Packed {
  /** Folder with its files, which no test changes. */
  readonly unpacked: string;
}

/** The package, which the first test file of a run packs that needs it. */
export async function packedOnce(): Promise<UnpackedPackage> {
  const folder = join(runFolder(), "package");
  const result = join(folder, "packed.json");
  while (!existsSync(result)) {
    if (tryToCreate(folder)) packFor(folder, result);
    else await setTimeout(50);
  }
  return JSON.parse(readFileSync(result, "utf8")) as UnpackedPackage;
}

/** Packs, unpacks beside the tarball, and writes the result at once; after a failure the next process tries. */
function packFor(folder: string, result: string): void {
  try {
    const { tarball, ...packed } = packInto(folder);
    execFileSync("tar", ["-xzf", tarball, "-C", folder]);
    writeFileSync(`${result}.new`, JSON.stringify({ ...packed, unpacked: join(folder, "package") }));
    renameSync(`${result}.new`, result);
  } catch (error) {
    rmSync(folder, { recursive: true });
    throw error;
  }
}

/**
 * Creates a project with only one core, in npm's layout but without npm: a test must not depend on its cache.
 *
 * @param unpacked of `packedOnce`; the project has links to its files, since copies take longer than the tests
 * @returns its folder, in `root`
 */
export function install(unpacked: string, root: string, core: Core): string {
  const folder = join(root, core);
  const modules = join(folder, "node_modules");
  mkdirSync(join(modules, ".bin"), { recursive: true });
  execFileSync("cp", ["-Rl", unpacked, join(modules, "cdktf-tencentcloud-ci")]);
  for (const [name, file] of Object.entries(bin)) {
    symlinkSync(join("..", "cdktf-tencentcloud-ci", file), join(modules, ".bin", name));
  }
  for (const name of [core, "constructs", ...Object.keys(dependencies)]) {
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    symlinkSync(join(ROOT, "node_modules", name), join(modules, name));
  }
  cpSync(FIXTURES, folder, { recursive: true });
  const main = readFileSync(join(FIXTURES, "main.ts"), "utf8");
  const served = main.replace('"cdktf"', `"${core}"`).replace('"cdktf-tencentcloud-ci"', `"${ENTRIES[core]}"`);
  writeFileSync(join(folder, "main.ts"), served);
  return folder;
}
