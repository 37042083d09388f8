import type { Output } from "../output";

/** Reports that one callback could not be processed. The command continues with the other callbacks. */
export function reportFailure(output: Output, key: string, error: unknown): void {
  const { message } = error as Error;
  output.result({ key, result: "failed", error: message }, `${key}  failed: ${message}`);
}
