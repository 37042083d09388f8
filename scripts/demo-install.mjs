// Installs the packages that the demo needs, in the versions of package-lock.json: a third of all. Linters, test tools
// and the second core are omitted. Uses only Node itself, since it runs before anything is installed.
import { copyFileSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** The library and its core, what compiles TypeScript, what generates bindings, and what goes into the providers. */
const NEEDED = [
  ...["cdktf", "constructs", "esbuild", "fast-xml-parser", "fflate", "typescript"],
  ...["@cdktf/commons", "@cdktf/provider-generator", "@cdktf/provider-schema", "codemaker"],
  ...["http-proxy-agent", "https-proxy-agent"],
];

/** A lock file of these packages and their dependencies. */
export function prunedLock(lock, names = NEEDED) {
  const { packages } = lock;
  const root = packages[""];
  const declared = { ...root.dependencies, ...root.devDependencies, ...root.peerDependencies };
  const dependencies = Object.fromEntries(names.map((name) => [name, declared[name]]));
  const paths = new Set(names.map((name) => resolvePackage(packages, "", name)));
  for (const path of paths) {
    const { dependencies: needed, optionalDependencies, peerDependencies } = packages[path];
    for (const name of Object.keys({ ...needed, ...optionalDependencies, ...peerDependencies })) {
      const found = resolvePackage(packages, path, name);
      if (found !== undefined) paths.add(found); // absent: optional, for another platform or a peer that is not used
    }
  }
  // The lock file marks most of them as development or peer dependencies; here they are ordinary ones.
  const kept = [...paths].map((path) => [path, { ...packages[path], dev: undefined, peer: undefined }]);
  return { ...lock, packages: { "": { dependencies }, ...Object.fromEntries(kept) } };
}

/** Where Node.js finds a package from another one: in the nearest node_modules. */
function resolvePackage(packages, from, name) {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf("/node_modules/")))) {
    const path = `${folder === "" ? "" : `${folder}/`}node_modules/${name}`;
    if (packages[path] !== undefined) return path;
    if (folder === "") return undefined;
  }
}

/**
 * @param root folder of the project, which must have no node_modules yet
 * @param npmCi runs `npm ci` in a folder
 */
export async function installForDemo(root, npmCi) {
  const scratch = join(root, ".cache/demo-install");
  rmSync(scratch, { recursive: true, force: true });
  mkdirSync(scratch, { recursive: true });
  try {
    const lock = prunedLock(JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")));
    const { dependencies } = lock.packages[""];
    writeFileSync(join(scratch, "package.json"), JSON.stringify({ private: true, dependencies }));
    writeFileSync(join(scratch, "package-lock.json"), JSON.stringify(lock));
    copyFileSync(join(root, ".npmrc"), join(scratch, ".npmrc"));
    await npmCi(scratch);
    renameSync(join(scratch, "node_modules"), join(root, "node_modules"));
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
