/** Projects with the package as it is published. */
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { bin, dependencies } from "../../package.json";

const ROOT = join(__dirname, "../..");
const FIXTURES = join(__dirname, "fixtures");

/** Installed core → module of the constructs. */
export const ENTRIES = { cdktf: "cdktf-tencentcloud-ci", cdktn: "cdktf-tencentcloud-ci/cdktn" };
export type Core = keyof typeof ENTRIES;
export const CORES = Object.keys(ENTRIES) as Core[];

/**
 * Creates a project with only one core, in npm's layout but without npm: a test must not depend on its cache.
 *
 * @returns its folder, in `root`
 */
export function install(tarball: string, root: string, core: Core): string {
  const folder = join(root, core);
  const modules = join(folder, "node_modules");
  mkdirSync(join(modules, ".bin"), { recursive: true });
  execFileSync("tar", ["-xzf", tarball, "-C", modules]);
  execFileSync("mv", [join(modules, "package"), join(modules, "cdktf-tencentcloud-ci")]);
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
