import { createRequire } from "node:module";
import { join } from "node:path";
import type { Construct } from "constructs";
import type * as Esbuild from "esbuild";
import type { BoundCode } from "../code/bound-code";
import { FUNCTION_BUNDLE } from "../code/bundle-options";
import { CallbackCode } from "../code/callback-code";
import { addZip, hashed } from "../code/hashed-zip";
import type { HashedZip } from "../code/hashed-zip";
import { reproducibleZip } from "../code/zip";

/** The submitter; its folder is beside lib/ in the sources and in the build, where it is one file. */
const SUBMITTER_PATH = join(__dirname, "..", "..", "handler", "submitter");

/** Bundled once per process: all submitters have the same code. */
let bundled: HashedZip | undefined;

/** The code of the functions that start jobs on uploads. */
export class SubmitterCode extends CallbackCode {
  public override bind(scope: Construct): BoundCode {
    bundled ??= bundle();
    return { ...addZip(scope, bundled), handler: "index.main_handler" };
  }
}

function bundle(): HashedZip {
  const { buildSync } = createRequire(__filename)("esbuild") as typeof Esbuild; // loaded on demand
  const { outputFiles } = buildSync({ ...FUNCTION_BUNDLE, entryPoints: [SUBMITTER_PATH], minify: true });
  return hashed(reproducibleZip({ "index.js": { content: outputFiles[0]!.contents } }));
}
