import type { Output } from "../output";

/** Says that nothing could be done about one callback. The command goes on: the others are not to wait for it to be mended. */
export function reportFailure(output: Output, key: string, error: unknown): void {
  const { message } = error as Error;
  output.result({ key, result: "failed", error: message }, `${key}  failed: ${message}`);
}
