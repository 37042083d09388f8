import { basename, dirname, join } from "node:path";
import type { BuildOptions } from "esbuild";
import type { BindOptions } from "./bound-code";

/** What users import the handler as. */
const HANDLER_MODULE = "cdktf-tencentcloud-ci/handler";

/** The handler itself; beside lib/ both in the sources and in the build. */
const HANDLER_PATH = join(__dirname, "..", "..", "handler");

/** The handler with durable delivery, which most functions can do without. */
const DURABLE_HANDLER_PATH = join(HANDLER_PATH, "durable");

/**
 * How esbuild makes a user's program and the handler into one file that exports `main_handler`. The constructs build so
 * at synthesis, and the command line when the program changes.
 *
 * @param file absolute path of the program
 */
export function bundleOptions(file: string, { durable = false }: BindOptions = {}) {
  return {
    stdin: {
      contents: `export { default as main_handler } from ${JSON.stringify(`./${basename(file)}`)};`,
      resolveDir: dirname(file),
      sourcefile: "entry of the function",
    },
    absWorkingDir: dirname(file),
    alias: { [HANDLER_MODULE]: durable ? DURABLE_HANDLER_PATH : HANDLER_PATH },
    bundle: true,
    write: false,
    platform: "node",
    target: "node18", // runs on every Node.js runtime of the platform from 18 on
    format: "cjs",
    charset: "utf8",
    minify: true,
    keepNames: true, // names of errors and functions in logs
    legalComments: "inline", // "eof" would write paths of this machine beside them
    logLevel: "silent",
  } as const satisfies BuildOptions;
}
