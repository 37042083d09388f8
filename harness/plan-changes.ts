import type { TerraformResult } from "./workspace";

/** Resources and attributes that a plan would change, in at most `length` characters. */
export function changesOf({ stdout }: TerraformResult, length: number): string {
  const lines = stdout.split("\n").filter((line) => /^\s*(# \S+ (will|must) be|[~+-]|-\/\+|\+\/-)/.test(line));
  return lines
    .map((line) => line.trim())
    .join("; ")
    .slice(0, length);
}
