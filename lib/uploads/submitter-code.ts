import { createHash } from "node:crypto";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Construct } from "constructs";
import type * as Esbuild from "esbuild";
import { CallbackCode } from "../code/callback-code";
import type { BoundCode } from "../code/bound-code";
import { StackFile } from "../terraform/stack-file";
import { reproducibleZip } from "../code/zip";

/** The submitter; beside lib/ both in the sources and in the build, where it is one file. */
const SUBMITTER_PATH = join(__dirname, "..", "..", "handler", "submitter");

/** Made once a process: there is only one. */
let made: { readonly zip: Uint8Array; readonly hash: string } | undefined;

/** The code of the functions that start jobs on uploads. */
export class SubmitterCode extends CallbackCode {
  public override bind(scope: Construct): BoundCode {
    const { zip, hash } = (made ??= make());
    const file = new StackFile(scope, "Code", { path: `assets/${hash}/function.zip`, content: () => zip });
    return { zipFile: file.path, hash, handler: "index.main_handler" };
  }
}

function make(): { zip: Uint8Array; hash: string } {
  const { buildSync } = createRequire(__filename)("esbuild") as typeof Esbuild; // loaded when needed
  const { outputFiles } = buildSync({
    entryPoints: [SUBMITTER_PATH],
    bundle: true,
    write: false,
    platform: "node",
    target: "node16", // the oldest runtime of the platform that the handler supports
    format: "cjs",
    charset: "utf8",
    minify: true,
    legalComments: "inline",
    logLevel: "silent",
  });
  const zip = reproducibleZip({ "index.js": { content: outputFiles[0]!.contents } });
  return { zip, hash: createHash("sha256").update(zip).digest("hex") };
}
