/** A program of this repository in one file of JavaScript, which the first test that needs it bundles. */
export async function program(entry: string): Promise<string> {
  const programs = await import("../../harness/programs.mjs");
  return programs.program(entry);
}
