import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Configuration of a synthesized stack in its folder. */
export const CONFIG = "cdk.tf.json";

/** Whether the folder holds a synthesized stack. */
export function isStackFolder(path: string): boolean {
  return existsSync(join(path, CONFIG));
}

/** Blocks by type, label by label, as Terraform's JSON syntax has them. */
type Named = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;

/** The parts of a stack's configuration that `local` reads. */
export interface StackJson {
  readonly terraform?: {
    readonly backend?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
    readonly required_providers?: unknown;
  };
  readonly provider?: Readonly<Record<string, readonly { readonly region?: unknown }[]>>;
  readonly resource?: Named;
  readonly data?: Named;
}

export function readConfig(folder: string): StackJson {
  return JSON.parse(readFileSync(join(folder, CONFIG), "utf8")) as StackJson;
}
