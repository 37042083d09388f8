import { UsageError } from "../errors";
import { list } from "./list";
import { readOptions } from "./options";
import type { Options } from "./options";
import { createOutput } from "../output";
import type { Output, Sink } from "../output";
import { purge } from "./purge";
import { redrive } from "./redrive";
import { show } from "./show";
import { didYouMean } from "../suggest";

const COMMANDS = { list, show, redrive, purge } satisfies Record<
  string,
  (options: Options, output: Output) => Promise<number>
>;

/**
 * Runs a `callbacks` command. Returns the exit code.
 *
 * @throws UsageError
 */
export async function runCallbacks(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  out: Sink,
  err: Sink,
): Promise<number> {
  const [name = "", ...rest] = args;
  if (!Object.hasOwn(COMMANDS, name)) {
    const names = Object.keys(COMMANDS);
    const rule = `callbacks takes one of ${names.join(", ")} (got ${JSON.stringify(name)})`;
    throw new UsageError(`${rule}${didYouMean(name, names)}`);
  }
  const options = readOptions(rest, env);
  if (options.isWatching && name !== "list") throw new UsageError(`--watch is an option of list (got ${name})`);
  return COMMANDS[name as keyof typeof COMMANDS](options, createOutput(options.isJson, out, err));
}
