import type { IConstruct } from "constructs";

/**
 * A mistake in what a construct was given, found at synthesis. The text starts with the construct's path, and names
 * the value given and what is allowed instead.
 */
export class ValidationError extends Error {
  public override readonly name = "ValidationError";
  /** Path of the construct that was given something wrong. */
  public readonly constructPath: string;

  constructor(message: string, scope: IConstruct, options?: { readonly cause?: unknown }) {
    super(`[${scope.node.path}] ${message}`, options);
    this.constructPath = scope.node.path;
  }
}
