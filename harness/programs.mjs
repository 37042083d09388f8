// Programs of this repository in one file of JavaScript each, from the current sources. They start in a third of the
// time that tsx takes for the sources, and much faster on a fresh clone, where tsx compiles file by file.
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, extname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const OUT = join(ROOT, ".cache/programs");

/** What a bundle depends on besides its sources. */
const SETTINGS = ["harness/programs.mjs", "package.json", "package-lock.json", "tsconfig.json"];

/**
 * Bundles a program unless its file is up to date.
 *
 * @param entry path from the root, such as `scripts/demo/main.ts`
 * @returns path of the file, to run with Node.js
 */
export async function program(entry) {
  const out = join(OUT, entry.replace(/\.ts$/, ".js"));
  const list = `${out}.inputs.json`;
  if (isCurrent(list)) return out;
  rmSync(list, { force: true }); // it must not outlive the bundle that it describes
  const start = Date.now();
  const { inputs } = await bundle({ [out]: join(ROOT, entry) }, { sourcemap: "linked", sourcesContent: false });
  const files = [...SETTINGS, ...Object.keys(inputs)].map((path) => {
    const modified = modifiedAt(path);
    return [path, modified < start ? modified : null]; // a file that changed during the build may be in it or not
  });
  write(list, JSON.stringify({ root: ROOT, files }));
  return out;
}

/**
 * Bundles files of TypeScript without the packages that they import.
 *
 * @param entries written file → source
 * @param options more options of esbuild
 * @returns esbuild's list of all files
 */
export async function bundle(entries, options = {}) {
  const { build } = await import("esbuild"); // not installed before the set-up
  const { outputFiles, metafile } = await build({
    ...{ absWorkingDir: ROOT, outdir: "/", write: false, metafile: true, logLevel: "error" },
    ...{ bundle: true, packages: "external", platform: "node", target: "node20", format: "cjs" },
    entryPoints: Object.entries(entries).map(([out, source]) => ({ in: source, out: out.replace(/\.js$/, "") })),
    plugins: [ownPaths],
    ...options,
  });
  for (const { path, contents } of outputFiles) write(path, contents);
  return metafile;
}

/** Each source finds the files beside it, as without a bundle. */
const ownPaths = {
  name: "own-paths",
  setup(builder) {
    builder.onLoad({ filter: /\.m?ts$|\.mjs$/ }, ({ path }) => {
      const text = readFileSync(path, "utf8").replace(
        /\bimport\.meta\.url\b/g,
        JSON.stringify(pathToFileURL(path).href),
      );
      return { contents: withOwnPaths(text, path), loader: extname(path).endsWith("ts") ? "ts" : "js" };
    });
  },
};

/** Declares the paths of a module in its first line. A replacement would also change texts, such as code for functions. */
function withOwnPaths(text, path) {
  const values = { __dirname: dirname(path), __filename: path };
  const used = Object.entries(values).filter(([name]) => text.includes(name));
  const declarations = used.map(([name, value]) => `const ${name} = ${JSON.stringify(value)}; `).join("");
  return text.replace(/^(#!.*\n)?/, (interpreter) => interpreter + declarations);
}

/** Whether the bundle is of this folder, whose path is in it, and no file has changed. */
function isCurrent(list) {
  try {
    const { root, files } = JSON.parse(readFileSync(list, "utf8"));
    return root === ROOT && files.every(([path, modified]) => modifiedAt(path) === modified);
  } catch (error) {
    if (error.code === "ENOENT") return false; // never built, or another process builds it
    throw error;
  }
}

function modifiedAt(path) {
  return statSync(join(ROOT, path), { throwIfNoEntry: false })?.mtimeMs;
}

/** Several processes may write the same file at once. */
function write(path, content) {
  const temporary = `${path}.${process.pid}`;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(temporary, content);
  renameSync(temporary, path);
}
