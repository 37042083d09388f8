/** The command line is invalid; the usage is printed with the message. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** Returns the result of `read`; an error that it throws becomes a usage error. */
export function asUsage<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new UsageError((error as Error).message, { cause: error });
  }
}
