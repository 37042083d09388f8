import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { withProviders } from "../../cli/local/attached-providers";
import { terraformOf } from "../../cli/local/tools";
import { run } from "./run";
import type { RunResult } from "./run";

const ROOT = join(__dirname, "../..");

/** Runs the app of each folder that is an argument. */
const RUN_EACH = `
for (const folder of process.argv.slice(1)) {
  process.chdir(folder);
  require(folder + "/main.js");
}`;

const USING_PROVIDERS = ["plan", "apply", "destroy"];

export type PlanOutcome = "no changes" | "changes";

/**
 * A copy of an example app, deployed with real Terraform. The copy is inside this package, in .cache/, so that
 * its imports of the package by name find this package. The example itself is never changed.
 */
export class DemoStack {
  /** Folder of the copy. */
  readonly folder: string;

  /**
   * @param example folder name under examples/
   * @param stackName name of the stack in the example
   * @param env environment of the app and of Terraform
   */
  constructor(
    example: string,
    private readonly stackName: string,
    private readonly env: NodeJS.ProcessEnv,
  ) {
    mkdirSync(join(ROOT, ".cache"), { recursive: true });
    this.folder = mkdtempSync(join(ROOT, ".cache", `${example}-`));
    cpSync(join(ROOT, "examples", example), this.folder, {
      recursive: true,
      filter: (source) => !source.endsWith("cdktf.out"),
    });
  }

  /** Runs the app: writes the stack's Terraform configuration, bundles and provider. */
  async synth(): Promise<void> {
    await compile([this]);
    await run(process.execPath, ["main.js"], { cwd: this.folder, env: this.env });
  }

  /** Synthesizes several stacks in one process, which loads cdktf once. */
  static async synthAll(stacks: readonly DemoStack[], env: NodeJS.ProcessEnv): Promise<void> {
    await compile(stacks);
    await run(process.execPath, ["-e", RUN_EACH, ...stacks.map(({ folder }) => folder)], { cwd: ROOT, env });
  }

  async init(): Promise<void> {
    await this.terraform("init", "-no-color", "-input=false");
  }

  /** @returns the summary that `terraform plan` prints */
  async plan(): Promise<PlanOutcome> {
    const { code } = await this.run(["plan", "-no-color", "-input=false", "-lock=false", "-detailed-exitcode"], [0, 2]);
    return code === 0 ? "no changes" : "changes";
  }

  /** @returns the summary that Terraform prints, such as `9 added, 0 changed, 0 destroyed` */
  async apply(): Promise<string> {
    const { stdout } = await this.terraform("apply", "-no-color", "-input=false", "-auto-approve");
    return /Resources: (.*)\./.exec(stdout)?.[1] ?? "nothing";
  }

  async destroy(): Promise<string> {
    const { stdout } = await this.terraform("destroy", "-no-color", "-input=false", "-auto-approve");
    return /Resources: (.*)\./.exec(stdout)?.[1] ?? "nothing";
  }

  /** Addresses of all resources in the state. */
  async resources(): Promise<string[]> {
    const { stdout } = await this.terraform("state", "list");
    return stdout.split("\n").filter(Boolean);
  }

  /** The value of an output, sensitive or not. */
  async output(name: string): Promise<string> {
    const { stdout } = await this.terraform("output", "-json");
    const outputs = JSON.parse(stdout) as Record<string, { value: unknown }>;
    const value = outputs[name]?.value;
    if (typeof value !== "string")
      throw new Error(`The stack has no output ${name} (got ${Object.keys(outputs).join(", ")})`);
    return value;
  }

  /** Changes a source file of the copy. Throws if the text to change is not there. */
  edit(file: string, from: string, to: string): void {
    this.rewrite(file, (text) => text.replaceAll(from, to));
  }

  /** Rewrites a source file of the copy. Throws if that changes nothing. */
  rewrite(file: string, change: (text: string) => string): void {
    const path = join(this.folder, file);
    const before = readFileSync(path, "utf8");
    const after = change(before);
    if (after === before) throw new Error(`${file} has nothing that the edit changes`);
    writeFileSync(path, after);
  }

  /** Deletes the copy. The stack must have been destroyed before. */
  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private terraform(...args: string[]): Promise<RunResult> {
    return this.run(args, [0]);
  }

  /** Commands that use providers find them in this process, which is faster than starting them several times. */
  private run(args: string[], accept: readonly number[]): Promise<RunResult> {
    const cwd = join(this.folder, "cdktf.out/stacks", this.stackName);
    const { env } = this;
    const runIn = (env: NodeJS.ProcessEnv): Promise<RunResult> => run(terraformOf(env), args, { cwd, env, accept });
    return USING_PROVIDERS.includes(args[0]!) ? withProviders({ cwd, env }, runIn) : runIn(env);
  }
}

/** Compiles the apps, which starts them in two thirds of the time that `npx tsx main.ts` takes. */
async function compile(stacks: readonly DemoStack[]): Promise<void> {
  const { bundle } = await import("../../harness/programs.mjs");
  const apps = stacks.map(({ folder }) => [join(folder, "main.js"), join(folder, "main.ts")]);
  await bundle(Object.fromEntries(apps) as Record<string, string>);
}
