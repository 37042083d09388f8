/**
 * Runs Terraform (or OpenTofu, by TERRAFORM_BINARY_NAME) in directories of its own, with providers from this machine.
 */
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chmod, copyFile, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { terraformOf } from "../cli/local/tools";
import { AttachedProvider } from "./attached-provider";
import type { AttachedProviderOptions } from "./attached-provider";
import { outputsOf, readState, resourcesOf } from "./state-file";
import type { ShownResource } from "./state-file";

export type { ShownResource } from "./state-file";

export const TERRAFORM = terraformOf(process.env);

/** Terraform's name for this machine, such as `linux_amd64`. */
export const PLATFORM = `${process.platform}_${process.arch === "x64" ? "amd64" : process.arch}`;

const PLAN_TIMEOUT_MS = 120_000;

export interface TerraformResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Both streams without the frames that Terraform draws around messages, for matching texts across lines. */
  readonly text: string;
}

export interface LocalProvider {
  /** Source address, such as `terraform.internal/example/toy`. */
  readonly source: string;
  readonly version: string;
  /** Executable of the provider. */
  readonly executable: string;
  /** Further files for the same folder. */
  readonly files?: readonly string[];
}

export interface WorkspaceOptions {
  /** Providers that Terraform finds in a mirror and starts. */
  readonly providers?: readonly LocalProvider[];
  /** Providers that run in this process; Terraform neither installs nor starts them. */
  readonly attached?: readonly AttachedProviderOptions[];
  /** `main.tf`, or files by name. */
  readonly config: string | Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

export interface RunOptions {
  /** Further arguments. */
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Whether Terraform starts the attached providers from its mirror, or the sources of those that it starts. @default false */
  readonly startsProviders?: boolean | readonly string[];
  /** Text on standard input. @default - none */
  readonly input?: string;
  /** Called with Terraform's process once it runs. */
  readonly onStart?: (pid: number, signal: (name: NodeJS.Signals) => void) => void;
}

/** A temporary working directory with a configuration. `remove` deletes it. */
export class TerraformWorkspace {
  /** Attached providers by their environment. */
  readonly #running = new Map<string, Promise<AttachedProvider[]>>();
  /** Running commands, each with a promise of its end. */
  readonly #commands = new Map<ChildProcess, Promise<unknown>>();

  private constructor(
    readonly directory: string,
    private readonly env: NodeJS.ProcessEnv,
    private readonly attached: readonly AttachedProviderOptions[],
  ) {}

  static async create({
    providers = [],
    attached = [],
    config,
    env = {},
  }: WorkspaceOptions): Promise<TerraformWorkspace> {
    const root = await mkdtemp(join(tmpdir(), "terraform-test-"));
    const directory = join(root, "work");
    await mkdir(directory);
    for (const provider of providers) await installProvider(join(root, "mirror"), provider);
    const cliConfig = join(root, "terraform.rc");
    await writeFile(
      cliConfig,
      `provider_installation {\n  filesystem_mirror {\n    path = "${join(root, "mirror")}"\n  }\n}\n`,
    );
    const environment = {
      ...withoutCloudVariables(process.env),
      TF_CLI_CONFIG_FILE: cliConfig,
      TF_IN_AUTOMATION: "1",
      CHECKPOINT_DISABLE: "1",
      ...env,
    };
    const workspace = new TerraformWorkspace(directory, environment, attached);
    await workspace.configure(config);
    return workspace;
  }

  /** Writes the configuration; other files are kept. */
  async configure(config: WorkspaceOptions["config"]): Promise<void> {
    const files = typeof config === "string" ? { "main.tf": config } : config;
    for (const [name, text] of Object.entries(files)) {
      await mkdir(dirname(join(this.directory, name)), { recursive: true });
      await writeFile(join(this.directory, name), text);
    }
  }

  /** Runs any command; never rejects because of its exit status. */
  async run(
    command: readonly string[],
    { args = [], env = {}, startsProviders = false, input, onStart }: RunOptions = {},
  ): Promise<TerraformResult> {
    const environment = { ...this.env, ...env };
    const isStarted = (source: string): boolean =>
      typeof startsProviders === "boolean" ? startsProviders : startsProviders.includes(source);
    const running = startsProviders === true ? [] : await this.#attach(environment);
    const reattach = running.flatMap((provider) => Object.entries(provider.reattach));
    const attached = reattach.filter(([source]) => !isStarted(source));
    if (attached.length > 0) environment["TF_REATTACH_PROVIDERS"] = JSON.stringify(Object.fromEntries(attached));
    return new Promise((resolve, reject) => {
      const child = spawn(terraformOf(environment), [...command, ...args], {
        cwd: this.directory,
        env: environment,
        stdio: [input === undefined ? "ignore" : "pipe", "pipe", "pipe"],
        timeout: PLAN_TIMEOUT_MS,
      });
      const closed = once(child, "close").catch(() => undefined);
      this.#commands.set(child, closed);
      void closed.then(() => this.#commands.delete(child));
      let stdout = "";
      let stderr = "";
      child.stdin?.end(input);
      child.stdout!.setEncoding("utf8").on("data", (chunk: string) => (stdout += chunk));
      child.stderr!.setEncoding("utf8").on("data", (chunk: string) => (stderr += chunk));
      child.on("error", reject);
      child.on("close", (code) => resolve({ code, stdout, stderr, text: unframe(stdout + stderr) }));
      if (child.pid !== undefined) onStart?.(child.pid, (name) => child.kill(name));
    });
  }

  init(options?: RunOptions): Promise<TerraformResult> {
    return this.run(["init", "-no-color", "-input=false"], options);
  }

  validate(options?: RunOptions): Promise<TerraformResult> {
    return this.run(["validate", "-no-color"], options);
  }

  /** Exit status 0: no changes; 2: changes; 1: error. */
  plan(options?: RunOptions): Promise<TerraformResult> {
    return this.run(["plan", "-no-color", "-input=false", "-detailed-exitcode"], options);
  }

  apply(options?: RunOptions): Promise<TerraformResult> {
    return this.run(["apply", "-no-color", "-input=false", "-auto-approve"], options);
  }

  destroy(options?: RunOptions): Promise<TerraformResult> {
    return this.run(["destroy", "-no-color", "-input=false", "-auto-approve"], options);
  }

  import(address: string, id: string, options?: RunOptions): Promise<TerraformResult> {
    return this.run(["import", "-no-color", "-input=false", address, id], options);
  }

  /** Managed resources of the root module in the state, by address. */
  async resources(): Promise<ShownResource[]> {
    return resourcesOf(await readState(this.directory));
  }

  /** Outputs in the state, sensitive or not. */
  async outputs(): Promise<Readonly<Record<string, unknown>>> {
    return outputsOf(await readState(this.directory));
  }

  /** Content of the state file. */
  async stateFile(): Promise<string> {
    return readFile(join(this.directory, "terraform.tfstate"), "utf8");
  }

  /** Stops the attached providers, as those of a killed Terraform stop. The next command starts new ones. */
  async detach(): Promise<void> {
    const running = [...this.#running.values()];
    this.#running.clear();
    for (const provider of (await Promise.all(running)).flat()) provider.stop();
  }

  /** Ends running commands and removes the folder. */
  async remove(): Promise<void> {
    for (const child of this.#commands.keys()) child.kill("SIGKILL");
    await Promise.all(this.#commands.values());
    await this.detach();
    await rm(dirname(this.directory), { recursive: true, force: true });
  }

  #attach(env: NodeJS.ProcessEnv): Promise<AttachedProvider[]> {
    const key = JSON.stringify(env);
    const running =
      this.#running.get(key) ??
      Promise.all(this.attached.map((provider) => AttachedProvider.start(provider, this.directory, env)));
    this.#running.set(key, running);
    return running;
  }
}

/** Puts a provider into a filesystem mirror, unpacked. */
export async function installProvider(
  mirror: string,
  { source, version, executable, files = [] }: LocalProvider,
): Promise<void> {
  const folder = join(mirror, ...source.split("/"), version, PLATFORM);
  const target = join(folder, `terraform-provider-${basename(source)}_v${version}`);
  await mkdir(folder, { recursive: true });
  await symlink(executable, target); // the simulated provider requires what lies beside it in dist/
  await chmod(target, 0o755);
  for (const file of files) await copyFile(file, join(folder, basename(file)));
}

/** A developer's own credentials, proxies and Terraform settings must not reach a test. */
function withoutCloudVariables(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const foreign = /^(TF_|TENCENTCLOUD_|TENCENTCI_|https?_proxy$|all_proxy$|no_proxy$)/i;
  return Object.fromEntries(Object.entries(env).filter(([name]) => !foreign.test(name)));
}

function unframe(text: string): string {
  return text.replace(/^[╷│╵|] ?/gm, "").replace(/\s+/g, " ");
}
