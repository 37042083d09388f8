import { UsageError } from "../errors";
import { list } from "./list";
import { readOptions } from "./options";
import type { Options } from "./options";
import { createOutput } from "../output";
import type { Output, Sink } from "../output";
import { purge } from "./purge";
import { redrive } from "./redrive";
import { show } from "./show";

const COMMANDS = { list, show, redrive, purge } satisfies Record<
  string,
  (options: Options, output: Output) => Promise<number>
>;

/**
 * Runs a command on callbacks. Gives the exit code.
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
    throw new UsageError(`callbacks takes one of ${Object.keys(COMMANDS).join(", ")} (got ${JSON.stringify(name)})`);
  }
  const options = readOptions(rest, env);
  return COMMANDS[name as keyof typeof COMMANDS](options, createOutput(options.isJson, out, err));
}
