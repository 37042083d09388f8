import { statSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { Annotations } from "cdktf";
import type { IConstruct } from "constructs";
import type * as Esbuild from "esbuild";
import { bundleOptions } from "./bundle-options";
import type { BindOptions } from "./bound-code";
import { ValidationError } from "../validation/errors";
import { reproducibleZip } from "./zip";

/** Bundles by construct tree, entry and handler: one synthesis reads every source once. */
const bundles = new WeakMap<IConstruct, Map<string, Uint8Array>>();

/**
 * Zip with one file, `index.js`: a user's program bundled with the handler, exporting `main_handler`. The same sources give the same bytes on every machine,
 * whatever the folder, the time zone and the umask.
 *
 * @param entry file whose default export is the result of `defineHandler`; relative to the current directory
 * @throws ValidationError that names file and line, if the entry is missing or does not compile
 */
export function bundle(scope: IConstruct, entry: string, options: BindOptions = {}): Uint8Array {
  const file = resolve(entry);
  const name = `${options.durable === true ? "durable" : "inline"} ${file}`;
  const known = bundles.get(scope.node.root) ?? new Map<string, Uint8Array>();
  bundles.set(scope.node.root, known);
  const result = known.get(name) ?? reproducibleZip({ "index.js": { content: compile(scope, file, options) } });
  known.set(name, result);
  return result;
}

function compile(scope: IConstruct, file: string, options: BindOptions): Uint8Array {
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) {
    throw new ValidationError(
      `Entry of the callback code must be a file (got ${file}, which does not exist or is none); ` +
        `a relative path counts from the current directory, ${process.cwd()}`,
      scope,
    );
  }
  const { buildSync } = createRequire(__filename)("esbuild") as typeof Esbuild; // loaded when needed: importing the library is quick
  try {
    const { outputFiles, warnings } = buildSync(bundleOptions(file, options));
    for (const warning of warnings) Annotations.of(scope).addWarning(textOf(warning));
    return outputFiles[0]!.contents;
  } catch (error) {
    throw new ValidationError(explain(error as Esbuild.BuildFailure, file), scope, { cause: error });
  }
}

function explain({ errors = [], message }: Partial<Esbuild.BuildFailure>, file: string): string {
  if (errors.some(({ text }) => /^No matching export .* for import "default"$/.test(text))) {
    return `Entry of the callback code must have a default export (got none in ${file}); write \`export default defineHandler({ … })\``;
  }
  const details = errors.length > 0 ? errors.map(textOf).join("\n  ") : message;
  return `Entry of the callback code must compile (got ${file}); esbuild says:\n  ${details}`;
}

function textOf({ text, location }: Esbuild.Message): string {
  return location ? `${location.file}:${location.line}:${location.column}: ${text}` : text;
}
