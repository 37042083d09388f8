/** Base class of all errors that this package throws inside the function. */
export class CallbackError extends Error {
  // Set explicitly in each class, because minification renames classes.
  static readonly name: string = "CallbackError";

  constructor(message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** The environment of the function is invalid. Thrown by the first call, and by every call until it is corrected. */
export class ConfigurationError extends CallbackError {
  static override readonly name: string = "ConfigurationError";
}

/** The body is not a CI callback: damaged, hostile or something else. Trust no part of it; answer 400. */
export class CallbackParseError extends CallbackError {
  static override readonly name: string = "CallbackParseError";
}

/**
 * Throw this from user code if another attempt would be useless. With durable delivery the callback becomes a dead
 * letter at once, instead of after its last attempt. With inline delivery it is like any other error.
 *
 * @example throw new PermanentError(`No such order (got ${job.userData})`, { cause: error });
 */
export class PermanentError extends CallbackError {
  static override readonly name: string = "PermanentError";
}

/** The body exceeds the limit. It was not parsed; answer 413. */
export class CallbackTooLargeError extends CallbackParseError {
  static override readonly name: string = "CallbackTooLargeError";

  constructor(
    /** Size of the body in bytes; exact, or a lower bound if exact counting would take time. */
    readonly bytes: number,
    /** The limit in bytes. */
    readonly maxBytes: number,
  ) {
    super(
      `The body must be at most ${maxBytes} bytes (got ${bytes}); raise CI_CALLBACK_MAX_BODY_BYTES if it is wanted`,
    );
  }
}
