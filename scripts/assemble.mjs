// Assembles dist/ from the compiler's output: only files that the published entries import, with two builds of the
// constructs, for cdktf and cdktn.
//
// CDK Terrain is cdktf under another name, so one source is enough; but a module cannot import one of two packages and
// keep its types. Two builds that differ in that name share no state, load only what is used, and need no settings of
// bundlers and compilers. The bindings are the largest part: both builds share their code, a function of the core.
import { existsSync, readFileSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join, posix } from "node:path";
import { fileURLToPath } from "node:url";
import { transform } from "esbuild";
import ts from "typescript";
import { linkBindings } from "./link-bindings.mjs";

const DIST = fileURLToPath(new URL("../dist", import.meta.url));
const COMPILED = fileURLToPath(new URL("../.cache/compiled", import.meta.url));

/** Entry points that are not bundled. */
const PROGRAMS = ["lib/index", "lib/tencentcloud", "lib/tencentci", "testing/index", "cli/main", "local/main"];

/** Bundled by build-handler.mjs into one file each. */
const HANDLERS = ["handler/index", "handler/durable", "handler/queue", "handler/durable-queue"];

/** Bundled into one file each, so that packages inside need not be installed. */
const BUNDLES = [...HANDLERS, "provider/http/agent"];

/** Entries with published types. */
const DECLARED = ["lib/index", "lib/tencentcloud", "lib/tencentci", "testing/index", ...HANDLERS];

/** Folder in dist/ → package that its constructs extend. */
const CORES = { lib: "cdktf", cdktn: "cdktn" };

/** An import of the core or of one of its files. */
const CORE = /(\b(?:require|import)\(|\bfrom )(["'])cdktf(?=\2|\/)/g;

/** Parts of a binding that editors need not show. */
const COMMENT_OR_FIELD = /^ *(\/\*\*[^]*?\*\/|private _\w+\??;)\n/gm;

/** @param demo omit declarations, which the demo does not need */
export async function assemble({ demo = false } = {}) {
  const declarations = demo ? [] : DECLARED.map((name) => `${name}.d.ts`);
  const files = reachable([...PROGRAMS.map((name) => `${name}.js`), ...declarations]);
  await rm(DIST, { recursive: true, force: true });
  await Promise.all(files.map(publish));
}

/** `roots` and all files that they import, directly or not. */
function reachable(roots) {
  const files = new Set(roots);
  for (const file of files) for (const next of imports(file)) files.add(next); // includes the files that the loop adds
  return [...files];
}

function imports(file) {
  const { importedFiles } = ts.preProcessFile(linkBindings(file, compiled(file)), true, true);
  const own = importedFiles.map(({ fileName }) => fileName).filter((name) => name.startsWith("."));
  return own.flatMap((name) => resolve(file, posix.join(posix.dirname(file), name)));
}

function resolve(importer, target) {
  if (target.endsWith(".json")) return [target];
  const extension = importer.endsWith(".d.ts") ? ".d.ts" : ".js";
  const module = [target, `${target}/index`].find((name) => existsSync(join(COMPILED, name + extension)));
  if (!module) throw new Error(`${importer} must import a compiled module (got ${target})`);
  return extension === ".js" && BUNDLES.includes(module) ? [] : [module + extension];
}

async function publish(file) {
  const text = await shorten(file, linkBindings(file, compiled(file)));
  if (!file.startsWith("lib/")) return write(file, text);
  if (isBinding(file) && file.endsWith(".js")) return publishBinding(file, text);
  for (const [folder, core] of Object.entries(CORES)) await write(file.replace("lib", folder), forCore(core, text));
}

/** The code of a binding once, and for each core a module that calls it. */
async function publishBinding(file, text) {
  const shared = file.replace("lib/providers/", "bindings/");
  // Minified before it is wrapped, so that classes keep their names. A binding requires nothing but the core.
  const code = (await transformed(text.replace('require("cdktf")', "core"), true)).replace('"use strict";', "");
  await write(shared, `"use strict";module.exports=(core)=>{const exports={};${code}return exports};\n`);
  for (const [folder, core] of Object.entries(CORES)) {
    const module = file.replace("lib", folder);
    const path = posix.relative(posix.dirname(module), shared);
    await write(module, `"use strict";module.exports=require("${path}")(require("${core}"));\n`);
  }
}

function forCore(core, text) {
  return text.replace(CORE, `$1$2${core}`);
}

function isBinding(file) {
  return file.startsWith("lib/providers/");
}

/**
 * Comments are for declarations, which editors show; generated bindings repeat one comment throughout. The constructs
 * stay readable in stack traces of users' apps.
 */
async function shorten(file, text) {
  if (file.endsWith(".json")) return JSON.stringify(JSON.parse(text));
  if (file.endsWith(".d.ts")) return (isBinding(file) ? text.replace(COMMENT_OR_FIELD, "") : text).replace(/^ +/gm, "");
  // Node.js finds the names that an ES module can import from CommonJS in plain statements only.
  const isEntry = DECLARED.includes(file.replace(/\.js$/, ""));
  if (isBinding(file)) return withoutHelpers(text);
  const isReadable = isEntry || file.startsWith("lib/");
  return transformed(isReadable ? withoutComments(text) : text, !isReadable);
}

async function transformed(text, minify) {
  return (await transform(text, { target: "node20", charset: "utf8", legalComments: "none", minify })).code;
}

function withoutComments(text) {
  const source = ts.createSourceFile("module.js", text, ts.ScriptTarget.ES2022);
  return ts.createPrinter({ removeComments: true }).printFile(source);
}

/** The core is marked as a compiled ES module, which the compiler's helpers would return unchanged. */
function withoutHelpers(text) {
  return text
    .replace(/^var __\w+ = \(this && [^]*?^\}\)+(\(\))?;\n/gm, "")
    .replace(/__importStar\((require\("cdktf"\))\)/g, "$1");
}

function compiled(file) {
  return readFileSync(join(COMPILED, file), "utf8");
}

async function write(file, text) {
  await mkdir(dirname(join(DIST, file)), { recursive: true });
  await writeFile(join(DIST, file), text);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await assemble({ demo: process.argv.includes("--demo") });
