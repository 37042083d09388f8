/** Code that is part of a stack. */
export interface BoundCode {
  /** Path of the zip, relative to Terraform's working directory; it changes exactly when the code changes. */
  readonly zipFile: string;
  /** SHA-256 of the zip, hexadecimal. */
  readonly hash: string;
  /** What the platform calls: file and exported function. */
  readonly handler: string;
}

/** What the code is for. */
export interface BindOptions {
  /**
   * Whether the function has a part in durable delivery. A bundle then gets the handler that knows it.
   *
   * @default false
   */
  readonly durable?: boolean;
}
