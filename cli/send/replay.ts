import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { readArgs } from "../args";
import { UsageError } from "../errors";
import { createOutput } from "../output";
import type { Sink } from "../output";
import { TARGET_OPTIONS } from "./options";
import { postAll } from "./post";
import type { Post } from "./post";
import { chooseTarget } from "./target";

/**
 * Posts saved callbacks unchanged. Returns the exit code.
 *
 * @throws UsageError
 */
export async function runReplay(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  out: Sink,
  err: Sink,
): Promise<number> {
  const { values, positionals } = readArgs(args, TARGET_OPTIONS);
  const [path, ...rest] = positionals;
  if (path === undefined || rest.length > 0) {
    throw new UsageError(`replay takes one file or folder (got ${positionals.join(" ") || "none"})`);
  }
  const files = filesIn(path);
  return postAll(posts(files), chooseTarget(values, env), createOutput(values.json, out, err));
}

function filesIn(path: string): string[] {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) throw new UsageError(`replay takes a file or a folder that exists (got ${path})`);
  if (!stat.isDirectory()) return [path];
  const names = readdirSync(path).filter((name) => /\.(xml|json)$/i.test(name));
  if (names.length === 0)
    throw new UsageError(`A folder to replay must have .xml or .json files (got none in ${path})`);
  return names.sort().map((name) => join(path, name));
}

function* posts(files: readonly string[]): Generator<Post> {
  for (const file of files) yield { name: basename(file), body: readFileSync(file) };
}
