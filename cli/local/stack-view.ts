/** Terraform's output about an applied stack, for the inspector. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { StackView, DriftJson, StateJson } from "../../local/inspector/stack/terraform";
import type { GroupOptions } from "./group";
import { STATE_BEFORE, terraform } from "./terraform";

const DRIFT_PLAN = "drift.tfplan";

/**
 * Asks Terraform when the page asks, and keeps the states: the next apply makes a new object.
 *
 * @param earlier the state before the last apply, if it was read before that apply
 */
export function stackView(name: string, options: GroupOptions, earlier?: StateJson): StackView {
  const show = async <T>(...file: readonly string[]): Promise<T> => {
    return JSON.parse(await terraform(["show", "-json", ...file], options)) as T;
  };
  let checking: Promise<DriftJson> | undefined;
  const check = async (): Promise<DriftJson> => {
    // Without a lock: it only reads, and an apply may run meanwhile.
    const plan = ["plan", "-refresh-only", "-lock=false", "-input=false", "-no-color", `-out=${DRIFT_PLAN}`];
    await terraform(plan, options);
    return show<DriftJson>(DRIFT_PLAN);
  };
  return {
    name,
    after: once(() => show<StateJson>()),
    before: once(async () => {
      if (earlier) return earlier;
      if (!existsSync(join(options.cwd, STATE_BEFORE))) return {};
      // Simulated types follow the configuration: types of an earlier one may not fit its state.
      return show<StateJson>(STATE_BEFORE).catch(() => undefined);
    }),
    drift() {
      // Two pages that ask at once share an answer: both would write the same file.
      checking ??= check().finally(() => (checking = undefined));
      return checking;
    },
  };
}

/** Calls a function once, unless the call fails. */
function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined;
  return () => {
    answer ??= ask().catch((error: unknown) => {
      answer = undefined;
      throw error;
    });
    return answer;
  };
}
