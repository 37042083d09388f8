/** Code that is part of a stack. */
export interface BoundCode {
  /** Path of the zip, relative to Terraform's working directory; it changes exactly when the code changes. */
  readonly zipFile: string;
  /** SHA-256 of the zip, in hexadecimal. */
  readonly hash: string;
  /** Entry point for the platform: file and exported function. */
  readonly handler: string;
}

/** Purpose of the code. */
export interface BindOptions {
  /**
   * Whether the function takes part in durable delivery. A bundle then gets the handler that supports it.
   *
   * @default false
   */
  readonly durable?: boolean;
  /**
   * Whether the function takes messages of a queue. A bundle then gets the handler that supports it.
   *
   * @default false
   */
  readonly queue?: boolean;
}
