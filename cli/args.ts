import { parseArgs } from "node:util";
import type { ParseArgsConfig } from "node:util";
import { UsageError } from "./errors";
import { didYouMean } from "./suggest";

type Options = NonNullable<ParseArgsConfig["options"]>;
/** Result of `parseArgs` for these options. */
type Parsed<T extends Options> = ReturnType<typeof parseArgs<{ options: T; allowPositionals: true }>>;

/**
 * Parses the positional arguments and options of a command.
 *
 * @throws UsageError; for an unknown option it names the option that may be meant
 */
export function readArgs<const T extends Options>(args: readonly string[], options: T): Parsed<T> {
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options });
  } catch (error) {
    const { message, code } = error as NodeJS.ErrnoException;
    if (code !== "ERR_PARSE_ARGS_UNKNOWN_OPTION") throw new UsageError(message, { cause: error });
    const option = /'([^']*)'/.exec(message)?.[1] ?? "";
    const names = Object.keys(options).map((name) => `--${name}`);
    throw new UsageError(
      `Options of this command are ${names.join(", ")} (got ${JSON.stringify(option)})${didYouMean(option, names)}`,
      { cause: error },
    );
  }
}
