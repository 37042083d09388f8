/** Annotations that constructs add at synthesis. `cdktf synth` prints them, and so does `local`. */
import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";

/** An annotation of a construct. */
export interface Annotation {
  readonly level: "info" | "warning" | "error";
  readonly constructPath: string;
  readonly message: string;
}

const LEVELS: Readonly<Record<string, Annotation["level"]>> = {
  "@cdktf/info": "info",
  "@cdktf/warn": "warning",
  "@cdktf/error": "error",
};

interface Manifest {
  readonly stacks?: Readonly<
    Record<
      string,
      { readonly annotations?: readonly { constructPath: string; level: string; message: string }[] } | undefined
    >
  >;
}

/**
 * @param stack folder of a synthesized stack, `stacks/NAME` beside a `manifest.json`; any other folder has no
 * annotations
 */
export function annotationsOf(stack: string): Annotation[] {
  const file = join(stack, "..", "..", "manifest.json");
  if (!existsSync(file)) return [];
  const { stacks } = JSON.parse(readFileSync(file, "utf8")) as Manifest;
  return (stacks?.[basename(stack)]?.annotations ?? []).map(({ constructPath, level, message }) => ({
    constructPath,
    level: LEVELS[level] ?? "info",
    message,
  }));
}
