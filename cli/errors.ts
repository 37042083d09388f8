/** The command line cannot be understood; the usage is printed with it. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** What `read` gives; what it throws is taken as wrong usage. */
export function asUsage<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new UsageError((error as Error).message, { cause: error });
  }
}
