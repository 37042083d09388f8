import { basename, dirname, join, resolve } from "node:path";
import type { BuildOptions } from "esbuild";
import type { Program } from "./entry-options";

/** The module from which users import the handler. */
const HANDLER_MODULE = "cdktf-tencentcloud-ci/handler";

/** The handler itself; its folder is beside lib/ in the sources and in the build. */
export const HANDLER_PATH = join(__dirname, "..", "..", "handler");

/** Path of the handler with the optional parts that the program needs: durable delivery, messages of queues. */
function handlerPath({ durable = false, queue = false }: Program): string {
  const parts = [...(durable ? ["durable"] : []), ...(queue ? ["queue"] : [])];
  return parts.length > 0 ? join(HANDLER_PATH, parts.join("-")) : HANDLER_PATH;
}

/**
 * Replaces `import.meta`, which CommonJS does not have, by the values that an ES module at the bundle's path would get.
 */
const IMPORT_META = "importMetaOfTheBundle";
const IMPORT_META_SOURCE = `var ${IMPORT_META} = {
  filename: __filename,
  dirname: __dirname,
  get url() { return require("node:url").pathToFileURL(__filename).href; },
  resolve(specifier) {
    if (/^(\\.{0,2}\\/|[a-z][\\w+.-]*:)/i.test(specifier)) return new URL(specifier, this.url).href;
    const path = require.resolve(specifier);
    return require("node:path").isAbsolute(path) ? require("node:url").pathToFileURL(path).href : "node:" + path;
  },
};`.replace(/\n */g, "");

/** Base name of the bundle if it has a source map; then `index.js` only turns source maps on. */
export const MAPPED_NAME = "program";

/** Options of every bundle that runs as a function. */
export const FUNCTION_BUNDLE = {
  bundle: true,
  write: false,
  platform: "node",
  target: "node16.13", // the oldest runtime of the platform that the handler supports
  format: "cjs",
  charset: "utf8",
  legalComments: "inline", // "eof" would add paths of this machine
  logLevel: "silent",
} as const satisfies BuildOptions;

/**
 * esbuild's options to bundle a user's program and the handler into a file that exports `main_handler`. The constructs
 * use them at synthesis, and the command line whenever the program changes.
 */
export function bundleOptions(program: Program) {
  const { file, external = [], nodeModules = [], loader, define, minify = false, tsconfig } = program;
  const folder = dirname(file);
  const isMapped = program.sourceMap === true || program.isLocal === true;
  return {
    ...FUNCTION_BUNDLE,
    stdin: {
      contents: `export { default as main_handler } from ${JSON.stringify(`./${basename(file)}`)};`,
      resolveDir: folder,
      sourcefile: "entry of the function",
    },
    absWorkingDir: folder,
    alias: { [HANDLER_MODULE]: handlerPath(program) },
    outdir: folder, // names in source maps are relative to it; nothing is written
    allowOverwrite: true,
    entryNames: isMapped ? MAPPED_NAME : "index",
    assetNames: "[name]-[hash]",
    // Names are kept by not shortening them. keepNames would add calls of a helper to each function. The helper is
    // missing in a worker that gets only the function's source text.
    minifyWhitespace: true,
    minifyIdentifiers: minify,
    minifySyntax: minify,
    banner: { js: IMPORT_META_SOURCE },
    define: { "import.meta": IMPORT_META, ...define },
    loader: { ".node": "copy", ...loader },
    external: [...external, ...nodeModules],
    tsconfig: tsconfig === undefined ? undefined : resolve(tsconfig),
    sourcemap: isMapped ? "linked" : false,
    sourcesContent: false,
    sourceRoot: program.isLocal === true ? `${folder}/` : undefined,
    metafile: true,
  } as const satisfies BuildOptions;
}
