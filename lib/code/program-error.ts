/**
 * A program that cannot be a function. The text gives reason and remedy; the construct or the command adds the context.
 */
export class ProgramError extends Error {
  public override readonly name = "ProgramError";
}
