/** Runs Terraform on one stack of a live run. */
import { spawn } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { withProviders } from "../../cli/local/attached-providers";
import { terraformOf } from "../../cli/local/tools";

const APP = "scripts/live/app/main.ts";

export class LiveStack {
  readonly #folder: string;
  readonly #name: string;

  /**
   * @param root folder of the run; the state is in it until everything is destroyed
   * @param signal stops synthesis, init, plan and apply in order; a destroy runs to its end
   */
  constructor(
    root: string,
    scenario: string,
    private readonly env: NodeJS.ProcessEnv,
    private readonly signal: AbortSignal,
  ) {
    this.#folder = join(root, scenario);
    this.#name = `live-${scenario}`;
    mkdirSync(this.#folder, { recursive: true });
    this.env = { ...env, LIVE_SCENARIO: scenario, LIVE_OUTDIR: join(this.#folder, "cdktf.out") };
  }

  /** Folder for destroying a killed run's resources by hand. */
  get folder(): string {
    return join(this.#folder, "cdktf.out/stacks", this.#name);
  }

  /** Returns the number of resources. */
  async deploy(): Promise<number> {
    const { program } = await import("../../harness/programs.mjs");
    await this.#run(process.execPath, [await program(APP)], this.#folder, this.signal);
    await this.#terraform(["init"], this.signal);
    await this.#terraform(["apply", "-auto-approve"], this.signal);
    return (await this.resources()).length;
  }

  async isPlanEmpty(): Promise<boolean> {
    const { code } = await this.#terraform(["plan", "-lock=false", "-detailed-exitcode"], this.signal, [0, 2]);
    return code === 0;
  }

  /** Destroys all existing resources; the signal does not stop it. */
  async destroy(): Promise<void> {
    await this.#terraform(["destroy", "-auto-approve"], undefined);
  }

  /** Addresses in the state. */
  async resources(): Promise<string[]> {
    const { stdout } = await this.#run(terraformOf(this.env), ["state", "list"], this.folder, undefined, [0, 1]);
    return stdout.split("\n").filter(Boolean);
  }

  /** Types of the resources in the order in which the last destroy removed them. */
  destroyedTypes: string[] = [];

  /** An output, sensitive or not. */
  async output(name: string): Promise<string | undefined> {
    const { stdout } = await this.#run(terraformOf(this.env), ["output", "-json"], this.folder, this.signal);
    const outputs = JSON.parse(stdout) as Readonly<Record<string, { readonly value: unknown }>>;
    const value = outputs[name]?.value;
    return typeof value === "string" ? value : undefined;
  }

  /** Whether the folder has been synthesized, so resources may exist. */
  get isSynthesized(): boolean {
    try {
      return readFileSync(join(this.folder, "cdk.tf.json"), "utf8").length > 0;
    } catch {
      return false;
    }
  }

  async #terraform(args: readonly string[], signal: AbortSignal | undefined, accept = [0]): Promise<Output> {
    const [command = "", ...rest] = args;
    const all = [command, "-no-color", "-input=false", ...rest];
    const { folder: cwd, env } = this;
    const run = (env: NodeJS.ProcessEnv): Promise<Output> => this.#run(terraformOf(env), all, cwd, signal, accept, env);
    // On the local cloud, Terraform finds the providers in this process, which is faster than starting them several times.
    const isAttaching = command !== "init" && env["TENCENTCI_ENDPOINT"] !== undefined;
    const result = await (isAttaching ? withProviders({ cwd, env }, run) : run(env));
    if (command === "destroy") {
      this.destroyedTypes = [...result.stdout.matchAll(/^(\S+?)\.\S+: Destruction complete/gm)].map(
        ([, type]) => type!,
      );
    }
    return result;
  }

  /** In its own process group: Ctrl-C at the terminal reaches it only through the signal. */
  #run(
    command: string,
    args: readonly string[],
    cwd: string,
    signal: AbortSignal | undefined,
    accept: readonly number[] = [0],
    env = this.env,
  ): Promise<Output> {
    signal?.throwIfAborted();
    return new Promise((resolve, reject) => {
      const child = spawn(command, args, { cwd, env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
      const stop = (): void => void child.kill("SIGINT");
      signal?.addEventListener("abort", stop);
      let [stdout, printed] = ["", ""];
      child.stdout.setEncoding("utf8").on("data", (text: string) => ((stdout += text), (printed += text)));
      child.stderr.setEncoding("utf8").on("data", (text: string) => (printed += text));
      child.on("error", reject);
      child.on("close", (code) => {
        signal?.removeEventListener("abort", stop);
        if (signal?.aborted) return reject(signal.reason as Error);
        if (code !== null && accept.includes(code)) return resolve({ code, stdout });
        reject(new Error(`${command} ${args[0]} must succeed (got exit code ${code}):\n${printed.trim()}`));
      });
    });
  }
}

interface Output {
  readonly code: number;
  readonly stdout: string;
}
