import { basename, dirname, join, resolve } from "node:path";
import type { BuildOptions } from "esbuild";
import type { Program } from "./entry-options";

/** What users import the handler as. */
const HANDLER_MODULE = "cdktf-tencentcloud-ci/handler";

/** The handler itself; beside lib/ both in the sources and in the build. */
export const HANDLER_PATH = join(__dirname, "..", "..", "handler");

/** The handler with durable delivery, which most functions can do without. */
const DURABLE_HANDLER_PATH = join(HANDLER_PATH, "durable");

/** Stands for `import.meta`, which CommonJS does not have: what Node.js would say of the bundle if it were an ES module. */
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

/** Base name of the bundle where a source map comes with it; `index.js` then only turns source maps on. */
export const MAPPED_NAME = "program";

/** Options of every bundle that runs as a function. */
export const FUNCTION_BUNDLE = {
  bundle: true,
  write: false,
  platform: "node",
  target: "node16", // the oldest runtime of the platform that the handler supports
  format: "cjs",
  charset: "utf8",
  legalComments: "inline", // "eof" would write paths of this machine beside them
  logLevel: "silent",
} as const satisfies BuildOptions;

/**
 * How esbuild makes a user's program and the handler into a bundle that exports `main_handler`. The constructs build so
 * at synthesis, and the command line when the program changes.
 */
export function bundleOptions(program: Program) {
  const { file, durable = false, external = [], nodeModules = [], loader, define, minify = false, tsconfig } = program;
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
    alias: { [HANDLER_MODULE]: durable ? DURABLE_HANDLER_PATH : HANDLER_PATH },
    outdir: folder, // names in source maps count from it; nothing is written
    allowOverwrite: true,
    entryNames: isMapped ? MAPPED_NAME : "index",
    assetNames: "[name]-[hash]",
    // Names are kept by not shortening them. With keepNames, the text of a function would call a helper that a worker
    // which gets that text does not have.
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
