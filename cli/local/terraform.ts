import { copyFileSync, existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { withProviders } from "./attached-providers";
import { runGroup } from "./group";
import type { GroupOptions } from "./group";
import { stateFile } from "./stack";
import { terraformOf } from "./tools";

/** Copy of the state before the last apply. */
export const STATE_BEFORE = "before-apply.tfstate";

/** Environment variables that refer to other deployments of the user. */
const FOREIGN = /^(TENCENTCLOUD_|TENCENTCI_|TF_(WORKSPACE|DATA_DIR|CLI_ARGS.*|CLI_CONFIG_FILE|PLUGIN_CACHE_.*|LOG.*)$)/;

/**
 * The environment of the app and of Terraform: the user's environment, with the local cloud instead of Tencent Cloud.
 */
export function localEnvironment(env: NodeJS.ProcessEnv, cloud: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const own = Object.entries(env).filter(([name]) => !FOREIGN.test(name));
  return { ...Object.fromEntries(own), ...cloud, TF_IN_AUTOMATION: "1" };
}

/**
 * Applies the configuration in a folder. Returns Terraform's summary, such as `9 added, 0 changed, 0 destroyed`.
 *
 * @throws Error with Terraform's output
 */
export async function applyStack(options: GroupOptions): Promise<string> {
  await terraform(["init", "-no-color", "-input=false"], options);
  keepState(options.cwd);
  const output = await terraform(["apply", "-no-color", "-input=false", "-auto-approve"], options);
  return /Resources: (.*)\./.exec(output)?.[1] ?? "nothing to do";
}

/**
 * Destroys what was applied from a folder. Returns Terraform's summary, such as `9 destroyed`.
 *
 * @throws Error with Terraform's output
 */
export async function destroyStack(options: GroupOptions): Promise<string> {
  const output = await terraform(["destroy", "-no-color", "-input=false", "-auto-approve"], options);
  return /Resources: (.*)\./.exec(output)?.[1] ?? "nothing to do";
}

function keepState(cwd: string): void {
  const [state, before] = [stateFile(cwd), join(cwd, STATE_BEFORE)];
  if (existsSync(state)) copyFileSync(state, before);
  else rmSync(before, { force: true });
}

/**
 * Runs Terraform and returns its standard output.
 *
 * @throws Error with Terraform's output
 */
export async function terraform(args: readonly string[], options: GroupOptions): Promise<string> {
  const name = terraformOf(options.env);
  const { code, stdout, printed } = await withProviders(options, (env) => runGroup(name, args, { ...options, env }));
  if (code !== 0) throw new Error(`${name} ${args[0]} must succeed (got exit code ${code}):\n${printed.trim()}`);
  return stdout;
}
