/** Reads the Terraform state of a stack from its backend. Changes nothing in the stack. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { isAbsolute, join } from "node:path";
import { runGroup } from "../local/group";
import type { GroupResult } from "../local/group";
import { terraformOf } from "../local/tools";
import { configOf } from "./find";
import type { Stack, StackConfig } from "./find";

/** An object in the state. */
export interface StateResource {
  /** Address, such as `tencentci_media_queue.Media_Queue_21D3DC00`. */
  readonly address: string;
  readonly type: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

export interface StateOutput {
  readonly value: unknown;
  readonly isSensitive: boolean;
}

export interface State {
  readonly resources: readonly StateResource[];
  readonly outputs: Readonly<Record<string, StateOutput>>;
}

export interface StateOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  /** Called before slow steps. */
  readonly progress: (words: string) => void;
}

/** @throws Error if the state cannot be read, or nothing is deployed */
export async function readState(stack: Stack, options: StateOptions): Promise<State> {
  const state = parseState(await stateText(stack, options));
  if (state.resources.length > 0 || Object.keys(state.outputs).length > 0) return state;
  throw new Error(`The stack ${stack.name} must be deployed (got a state without resources); run \`cdktf deploy\``);
}

async function stateText(stack: Stack, options: StateOptions): Promise<string> {
  if (stack.session) return readFileSync(join(stack.folder, "terraform.tfstate"), "utf8");
  const config = configOf(stack.folder);
  const file = localState(stack.folder, config, options.env);
  if (file === undefined) return pullState(stack, config, options);
  if (existsSync(file)) {
    const text = readFileSync(file, "utf8");
    return text.includes('"encrypted_data"') ? pullState(stack, config, options) : text;
  }
  throw new Error(`The stack ${stack.name} must be deployed (got no state at ${file}); run \`cdktf deploy\``);
}

/** The state file of a local backend; `undefined` if Terraform must read the state. */
function localState(folder: string, { terraform = {} }: StackConfig, env: NodeJS.ProcessEnv): string | undefined {
  const { backend = { local: {} }, cloud } = terraform;
  const hasWorkspace = !!env["TF_WORKSPACE"] || existsSync(join(folder, ".terraform", "environment"));
  if (!backend["local"] || cloud !== undefined || hasWorkspace) return undefined;
  const { path = "terraform.tfstate" } = backend["local"];
  if (typeof path !== "string" || path.includes("${")) return undefined;
  return isAbsolute(path) ? path : join(folder, path);
}

/** Runs Terraform in a temporary folder with only the backend: this needs no provider. */
async function pullState({ name, folder }: Stack, { terraform = {} }: StackConfig, options: StateOptions) {
  const { env, signal, progress } = options;
  const cwd = mkdtempSync(join(tmpdir(), "stack-state-"));
  try {
    const block = backendBlock(folder, terraform);
    writeFileSync(join(cwd, "main.tf.json"), JSON.stringify({ terraform: block }), { mode: 0o600 });
    const workspace = join(folder, ".terraform", "environment");
    const workspaceEnv = existsSync(workspace) ? { TF_WORKSPACE: readFileSync(workspace, "utf8").trim() } : {};
    const program = terraformOf(env);
    const terraformEnv = { ...workspaceEnv, ...env, TF_IN_AUTOMATION: "1", TF_DATA_DIR: join(cwd, ".terraform") };
    const run = (...args: string[]): Promise<GroupResult> =>
      runGroup(program, args, { cwd, env: terraformEnv, signal });
    progress("Reading the state …");
    // The empty plugin folder makes init fail if the state names providers, but only after it has set up the backend.
    const init = await run("init", "-no-color", "-input=false", `-plugin-dir=${cwd}`);
    const pull = await run("state", "pull");
    if (pull.code === 0) return pull.stdout;
    const printed = [init, pull].map((result) => result.printed.trim()).join("\n");
    throw new Error(`${program} must read the state of ${name} (got exit code ${pull.code}):\n${printed}`);
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}

/**
 * The `terraform` block without its providers; a relative path of a local backend is resolved in the stack's folder.
 */
function backendBlock(folder: string, terraform: NonNullable<StackConfig["terraform"]>): object {
  const block = Object.fromEntries(Object.entries(terraform).filter(([name]) => name !== "required_providers"));
  const path = terraform.backend?.["local"]?.["path"] ?? "terraform.tfstate";
  if (!terraform.backend?.["local"] || typeof path !== "string" || isAbsolute(path)) return block;
  return { ...block, backend: { local: { ...terraform.backend["local"], path: join(folder, path) } } };
}

interface StateFile {
  readonly outputs?: Readonly<Record<string, { readonly value: unknown; readonly sensitive?: boolean }>>;
  readonly resources?: readonly {
    readonly mode: string;
    readonly module?: string;
    readonly type: string;
    readonly name: string;
    readonly instances: readonly {
      readonly index_key?: string | number;
      readonly attributes?: Readonly<Record<string, unknown>>;
    }[];
  }[];
}

/** Parses a state file of version 4; an empty text means a backend without state. */
export function parseState(text: string): State {
  const { outputs = {}, resources = [] } = (text.trim() === "" ? {} : JSON.parse(text)) as StateFile;
  return {
    outputs: Object.fromEntries(
      Object.entries(outputs).map(([name, { value, sensitive = false }]) => [name, { value, isSensitive: sensitive }]),
    ),
    resources: resources
      .filter(({ mode }) => mode === "managed")
      .flatMap(({ module, type, name, instances }) =>
        instances.map(({ index_key: key, attributes = {} }) => {
          const index = key === undefined ? "" : `[${JSON.stringify(key)}]`;
          return { address: `${module ? `${module}.` : ""}${type}.${name}${index}`, type, attributes };
        }),
      ),
  };
}
