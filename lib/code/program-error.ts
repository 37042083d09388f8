/** A program that cannot be a function. The text says why and what to do; the construct or the command adds the place. */
export class ProgramError extends Error {
  public override readonly name = "ProgramError";
}
