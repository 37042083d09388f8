import type { IConstruct } from "constructs";

/**
 * A mistake in the properties of a construct, found at synthesis. The text starts with the construct's path, and names
 * the value that was set and the allowed values.
 */
export class ValidationError extends Error {
  public override readonly name = "ValidationError";
  /** Path of the construct with the mistake. */
  public readonly constructPath: string;

  constructor(message: string, scope: IConstruct, options?: { readonly cause?: unknown }) {
    super(`[${scope.node.path}] ${message}`, options);
    this.constructPath = scope.node.path;
  }
}
