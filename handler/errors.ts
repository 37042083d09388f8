/** Root of everything this package throws on purpose inside the function. */
export class CallbackError extends Error {
  // Written out in each class, since minification gives classes other names.
  static readonly name: string = "CallbackError";

  constructor(message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** The environment of the function cannot be used. Thrown at the first call; every call fails until it is mended. */
export class ConfigurationError extends CallbackError {
  static override readonly name: string = "ConfigurationError";
}

/** The body is not a CI callback: damaged, hostile or something else. Nothing in it may be trusted; answer 400. */
export class CallbackParseError extends CallbackError {
  static override readonly name: string = "CallbackParseError";
}

/**
 * What user code throws when trying again is of no use: with durable delivery the callback goes to the dead at once, instead
 * of after its last attempt. Inline delivery knows no difference.
 *
 * @example throw new PermanentError(`No such order (got ${job.userData})`, { cause: error });
 */
export class PermanentError extends CallbackError {
  static override readonly name: string = "PermanentError";
}

/** The body is longer than allowed. It was not looked at; answer 413. */
export class CallbackTooLargeError extends CallbackParseError {
  static override readonly name: string = "CallbackTooLargeError";

  constructor(
    /** Length of the body in bytes; exact, or a lower bound where counting all of them would cost time. */
    readonly bytes: number,
    /** The limit in bytes. */
    readonly maxBytes: number,
  ) {
    super(
      `The body must be at most ${maxBytes} bytes (got ${bytes}); raise CI_CALLBACK_MAX_BODY_BYTES if it is wanted`,
    );
  }
}
