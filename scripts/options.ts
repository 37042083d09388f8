/** Command lines of the programs that `npm run` starts. */
import { parseArgs } from "node:util";
import type { ParseArgsConfig } from "node:util";

type Options = NonNullable<ParseArgsConfig["options"]>;
type Values<T extends Options> = ReturnType<typeof parseArgs<{ options: T }>>["values"];
type Parsed<T extends Options> = { readonly values: Values<T>; readonly positionals: readonly string[] };

/** Exit code for a wrong command line; nothing was done. */
const USAGE_ERROR = 2;

/**
 * The options of the command line. Ends the program after `--help`, which prints the usage, and at an unknown option.
 */
export function readOptions<const T extends Options>(usage: string, options: T): Values<T> {
  return read(usage, options, false).values;
}

/** The options and the other words of the command line; otherwise as `readOptions`. */
export function readCommandLine<const T extends Options>(usage: string, options: T): Parsed<T> {
  return read(usage, options, true);
}

function read<const T extends Options>(usage: string, options: T, allowPositionals: boolean): Parsed<T> {
  try {
    const help = { type: "boolean", short: "h" } as const;
    const { values, positionals } = parseArgs({ allowPositionals, options: { ...options, help } });
    if (!("help" in values)) return { values, positionals };
  } catch (error) {
    return failWithUsage(usage, (error as Error).message);
  }
  console.log(usage);
  process.exit(0);
}

/** A whole number from `least`; ends the program at any other value. */
export function wholeNumber(usage: string, name: string, text: string, least = 1): number {
  const number = /^\d+$/.test(text) ? Number(text) : NaN;
  if (number >= least && Number.isSafeInteger(number)) return number;
  return failWithUsage(usage, `--${name} must be a whole number from ${least} (got ${JSON.stringify(text)})`);
}

/** Ends the program, with the usage below the message. */
export function failWithUsage(usage: string, problem: string): never {
  console.error(`${problem}\n\n${usage}`);
  process.exit(USAGE_ERROR);
}
