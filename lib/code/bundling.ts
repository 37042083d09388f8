import { statSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { Annotations, Token } from "cdktf";
import type { IConstruct } from "constructs";
import type * as Esbuild from "esbuild";
import type { BindOptions } from "./bound-code";
import { describeMessage } from "./build-hints";
import { bundleFiles } from "./bundle-files";
import { bundleOptions } from "./bundle-options";
import { checkHandler } from "./checks/check-handler";
import { refuseDecoratorMetadata } from "./checks/decorator-metadata";
import type { EntryOptions, Program } from "./entry-options";
import { importMetaNotice } from "./checks/import-meta-notice";
import { ProgramError } from "./program-error";
import { ValidationError } from "../validation/errors";
import { programZip } from "./zip";
import type { ZipEntry } from "./zip";

/** Set by `cdktf-tencentcloud-ci local` for the app that it synthesizes. */
const LOCAL_ENV = "CDKTF_TENCENTCLOUD_CI_LOCAL";

/** Zips by construct tree and program: a synthesis bundles and checks a program only once. */
const bundles = new WeakMap<IConstruct, Map<string, Uint8Array>>();

/**
 * Zip of a function: `index.js` with the user's program and the handler, which exports `main_handler`, and the files of
 * the options. Equal sources give equal bytes on every machine, independent of folder, time zone and umask.
 *
 * @param entry file whose default export is the result of `defineHandler`; relative to the current directory
 * @throws ValidationError with file and line, if the entry is missing, does not compile or is not a handler
 */
export function bundle(scope: IConstruct, entry: string, options: BindOptions & EntryOptions = {}): Uint8Array {
  const program: Program = { ...options, file: resolve(entry), isLocal: process.env[LOCAL_ENV] === "1" };
  const key = JSON.stringify(program);
  const zips = bundles.get(scope.node.root) ?? new Map<string, Uint8Array>();
  bundles.set(scope.node.root, zips);
  const result = zips.get(key) ?? programZip(program, buildAndCheck(scope, program));
  zips.set(key, result);
  return result;
}

function buildAndCheck(scope: IConstruct, program: Program): Record<string, ZipEntry> {
  try {
    checkProgram(program);
    const files = build(program, {
      onWarning: (text) => Annotations.of(scope).addWarning(text),
      onNotice: (text) => Annotations.of(scope).addInfo(text),
    });
    if (program.check === false) return files;
    const warning = checkHandler(program, files, () => build({ ...program, sourceMap: true, isLocal: false }));
    if (warning !== undefined) Annotations.of(scope).addWarning(warning);
    return files;
  } catch (error) {
    if (!(error instanceof ProgramError)) throw error;
    throw new ValidationError(error.message, scope, { cause: error.cause });
  }
}

interface Remarks {
  readonly onWarning: (text: string) => void;
  readonly onNotice: (text: string) => void;
}

function build(program: Program, remarks?: Remarks): Record<string, ZipEntry> {
  // Loaded on demand, so that importing the library is fast.
  const { buildSync } = createRequire(__filename)("esbuild") as typeof Esbuild;
  let result: Esbuild.BuildResult<ReturnType<typeof bundleOptions>>;
  try {
    result = buildSync(bundleOptions(program));
  } catch (error) {
    throw new ProgramError(explain(error as Esbuild.BuildFailure, program.file), { cause: error });
  }
  for (const warning of result.warnings) remarks?.onWarning(describeMessage(warning));
  const code = result.outputFiles.find(({ path }) => path.endsWith(".js"))!;
  const inputs = Object.keys(result.metafile.inputs);
  refuseDecoratorMetadata(program, code.text, inputs);
  const notice = importMetaNotice(program, inputs);
  if (notice !== undefined) remarks?.onNotice(notice);
  return bundleFiles(program, result.outputFiles);
}

function checkProgram({ file, define = {}, tsconfig }: Program): void {
  if (!isFile(file)) {
    throw new ProgramError(
      `Entry of the callback code must be a file (got ${file}, which is not a file); ` +
        `a relative path starts at the current directory, ${process.cwd()}`,
    );
  }
  if (tsconfig !== undefined && !isFile(resolve(tsconfig))) {
    throw new ProgramError(`tsconfig of the callback code must be a file (got ${resolve(tsconfig)})`);
  }
  for (const [name, value] of Object.entries(define)) {
    if (!Token.isUnresolved(value)) continue;
    throw new ProgramError(
      `define of the callback code must be known at synthesis (got a token for ${name}): pass it as a variable of the ` +
        `function's environment`,
    );
  }
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

function explain({ errors = [], message }: Partial<Esbuild.BuildFailure>, file: string): string {
  if (errors.some(({ text }) => /^No matching export .* for import "default"$/.test(text))) {
    return `Entry of the callback code must have a default export (got none in ${file}); write \`export default defineHandler({ … })\``;
  }
  const details = errors.length > 0 ? errors.map(describeMessage).join("\n  ") : message;
  return `Entry of the callback code must compile (got ${file}); esbuild says:\n  ${details}`;
}
