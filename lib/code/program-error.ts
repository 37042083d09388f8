/** A program that cannot be a function. The text has reason and remedy; the construct or command adds the context. */
export class ProgramError extends Error {
  public override readonly name = "ProgramError";
}
