import { readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import type { Program } from "../entry-options";
import { ProgramError } from "../program-error";

/** esbuild's helper for TypeScript's experimental decorators, the only ones with metadata. */
const DECORATED = "__decorateClass";

/** Matches texts, which are kept, and comments in JSON with comments. */
const TEXT_OR_COMMENT = /("(?:[^"\\]|\\.)*")|\/\/[^\n]*|\/\*[^]*?\*\//g;
const TEXT_OR_TRAILING_COMMA = /("(?:[^"\\]|\\.)*")|,(?=\s*[}\]])/g;

interface TsConfig {
  readonly extends?: string | readonly string[];
  readonly compilerOptions?: { readonly emitDecoratorMetadata?: boolean };
}

/**
 * Refuses a program with decorators that need the metadata of `emitDecoratorMetadata`: esbuild does not know types, and
 * omits the metadata silently.
 *
 * @param code bundle with its original names
 * @param inputs sources, relative to the program's folder
 * @throws ProgramError with the path of the `tsconfig.json`
 */
export function refuseDecoratorMetadata(program: Program, code: string, inputs: readonly string[]): void {
  if (program.minify !== true && !code.includes(DECORATED)) return;
  const folder = dirname(program.file);
  const sources = inputs.filter((name) => /\.[cm]?tsx?$/.test(name) && !/(^|\/)node_modules\//.test(name));
  const folders = new Set(sources.map((name) => dirname(resolve(folder, name))));
  const configs = program.tsconfig === undefined ? [...folders].flatMap(nearestConfig) : [resolve(program.tsconfig)];
  for (const config of new Set(configs)) {
    if (!emitsMetadata(config)) continue;
    throw new ProgramError(
      `Callback code must not need TypeScript's decorator metadata (got emitDecoratorMetadata in ${config}), which ` +
        `esbuild cannot emit: compile with tsc first and name its JavaScript as the entry, or turn the setting off`,
    );
  }
}

function nearestConfig(folder: string): string[] {
  const file = join(folder, "tsconfig.json");
  if (isFile(file)) return [file];
  return folder === dirname(folder) ? [] : nearestConfig(dirname(folder));
}

/** A file's own setting takes precedence over the files that it extends; of these, the last one with a setting counts. */
function emitsMetadata(file: string, visited: readonly string[] = []): boolean {
  if (visited.includes(file) || !isFile(file)) return false;
  const config = readConfig(file);
  const own = config.compilerOptions?.emitDecoratorMetadata;
  if (own !== undefined) return own;
  const bases = [config.extends ?? []].flat().reverse();
  return bases.some((base) => emitsMetadata(baseConfig(file, base), [...visited, file]));
}

function baseConfig(file: string, base: string): string {
  if (base.startsWith(".") || resolve(base) === base) {
    const path = resolve(dirname(file), base);
    return isFile(path) ? path : `${path}.json`;
  }
  const find = createRequire(file).resolve;
  for (const name of [base, `${base}.json`, `${base}/tsconfig.json`]) {
    try {
      return find(name);
    } catch {
      // continues with the next spelling
    }
  }
  return "";
}

function readConfig(file: string): TsConfig {
  const text = readFileSync(file, "utf8").replace(/^\uFEFF/, "");
  const json = text.replace(TEXT_OR_COMMENT, "$1").replace(TEXT_OR_TRAILING_COMMA, "$1");
  try {
    return JSON.parse(json) as TsConfig;
  } catch {
    return {}; // esbuild has read it and warned
  }
}

function isFile(path: string): boolean {
  return path !== "" && statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}
