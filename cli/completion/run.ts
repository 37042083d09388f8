import { UsageError } from "../errors";
import type { Sink } from "../output";
import { didYouMean } from "../suggest";
import { USAGES } from "../usage";
import { SHELLS } from "./shells";
import type { Completed } from "./shells";

/**
 * Prints a completion script. Returns the exit code.
 *
 * @throws UsageError
 */
export function runCompletion(args: readonly string[], _env: NodeJS.ProcessEnv, out: Sink): Promise<number> {
  const [shell = "", ...rest] = args;
  const names = Object.keys(SHELLS);
  if (!Object.hasOwn(SHELLS, shell) || rest.length > 0) {
    const got = args.join(" ") || "none";
    throw new UsageError(`completion takes one of ${names.join(", ")} (got ${got})${didYouMean(shell, names)}`);
  }
  out.write(SHELLS[shell as keyof typeof SHELLS](completedCommands()));
  return Promise.resolve(0);
}

/** Commands, their arguments and their options, parsed from the help texts. */
export function completedCommands(): Completed[] {
  return Object.entries(USAGES).map(([name, usage]) => ({
    name,
    words: wordsOf(name, usage),
    options: [...new Set([...usage.matchAll(/^ {2}(--[a-z][a-z-]*)/gm)].map(([, option]) => option!)), "--help"],
    takesStack: /^ {2}\[stack\]/m.test(usage),
  }));
}

/** Arguments after the command's name: the alternatives of `<a|b>`, and those on lines that begin with the name. */
function wordsOf(name: string, usage: string): string[] {
  const synopsis = new RegExp(`Usage: \\S+ ${name} (?:<([a-z]+(?:\\|[a-z]+)+)>|([a-z]+))`).exec(usage);
  const listed = [...usage.matchAll(new RegExp(`^ {2}${name} ([a-z]+)`, "gm"))].map(([, word]) => word!);
  return [...new Set([...(synopsis?.[1]?.split("|") ?? []), ...(synopsis?.[2] ? [synopsis[2]] : []), ...listed])];
}
