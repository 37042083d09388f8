/** Terraform's output about an applied stack, for the inspector. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { StackView, DriftJson, StateJson } from "../../local/inspector/stack/terraform";
import type { GroupOptions } from "./group";
import { STATE_BEFORE, terraform } from "./terraform";

const DRIFT_PLAN = "drift.tfplan";

/**
 * Runs Terraform when the page needs a result, and caches the states. The next apply creates a new view.
 *
 * @param earlier the state before the last apply, if it was read before that apply
 */
export function stackView(name: string, options: GroupOptions, earlier?: StateJson): StackView {
  const show = async <T>(...file: readonly string[]): Promise<T> => {
    return JSON.parse(await terraform(["show", "-json", ...file], options)) as T;
  };
  let running: Promise<DriftJson> | undefined;
  const check = async (): Promise<DriftJson> => {
    // No lock: the plan only reads, and an apply may run meanwhile.
    const plan = ["plan", "-refresh-only", "-lock=false", "-input=false", "-no-color", `-out=${DRIFT_PLAN}`];
    await terraform(plan, options);
    return show<DriftJson>(DRIFT_PLAN);
  };
  return {
    name,
    after: cached(() => show<StateJson>()),
    before: cached(async () => {
      if (earlier) return earlier;
      if (!existsSync(join(options.cwd, STATE_BEFORE))) return {};
      // Simulated types follow the configuration: types of an earlier one may not fit its state.
      return show<StateJson>(STATE_BEFORE).catch(() => undefined);
    }),
    drift() {
      // Concurrent requests share one check: two checks would write the same file.
      running ??= check().finally(() => (running = undefined));
      return running;
    },
  };
}

/** Caches the first result of `load` that is not an error. */
function cached<T>(load: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | undefined;
  return () => {
    result ??= load().catch((error: unknown) => {
      result = undefined;
      throw error;
    });
    return result;
  };
}
