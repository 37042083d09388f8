/** Applies the stacks of an app one after another, each in a working folder of its own. */
import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import type { StackView } from "../../local/inspector/stack/terraform";
import type { AppStack } from "./app-stacks";
import { remoteStatesOf } from "./remote-state";
import type { Reporter } from "./report";
import { copyStack, stateFile } from "./stack";
import { CONFIG } from "./stack-folder";
import { stackView } from "./stack-view";
import { Stopped } from "./stop";
import { applyStack, destroyStack } from "./terraform";

export interface AppliedStacksOptions {
  readonly reporter: Pick<Reporter, "step">;
  readonly signal: AbortSignal;
}

/** A stack in its working folder, with its state. */
export interface AppliedStack {
  readonly name: string;
  readonly folder: string;
  readonly view: StackView;
}

export class AppliedStacks {
  readonly #applied = new Map<string, AppliedStack & { readonly fingerprint: string }>();

  constructor(private readonly options: AppliedStacksOptions) {}

  get all(): readonly AppliedStack[] {
    return [...this.#applied.values()];
  }

  /**
   * Destroys stacks that the app no longer has, then applies the others in their order. A stack is left as it is if
   * neither its configuration nor an output that it reads has changed since.
   *
   * @param scratch folder for working folders
   * @param isForced apply unchanged stacks too
   * @throws Error that names the stack that failed and those that were not reached
   */
  async apply(stacks: readonly AppStack[], scratch: string, env: NodeJS.ProcessEnv, isForced: boolean): Promise<void> {
    const names = stacks.map(({ name }) => name);
    const folders = new Map(stacks.map(({ name, folder }) => [name, join(scratch, basename(folder))]));
    for (const { name } of this.all.filter((stack) => !names.includes(stack.name)).reverse()) {
      await this.#destroy(name, env);
    }
    for (const [index, stack] of stacks.entries()) {
      const cwd = folders.get(stack.name)!;
      try {
        copyStack(stack.folder, cwd, this.#statesFor(stack, stacks, folders));
        await this.#applyOne(stack, cwd, env, isForced, stacks.length > 1);
      } catch (error) {
        if (error instanceof Stopped || stacks.length === 1) throw error;
        const rest = names.slice(index + 1);
        const notReached = rest.length > 0 ? `\nNot applied after it: ${rest.join(", ")}` : "";
        throw new Error(`Stack ${stack.name}: ${(error as Error).message}${notReached}`, { cause: error });
      }
    }
  }

  async #applyOne(stack: AppStack, cwd: string, env: NodeJS.ProcessEnv, isForced: boolean, isOneOfMany: boolean) {
    const { reporter, signal } = this.options;
    const { name } = stack;
    const of = isOneOfMany ? ` ${name}` : "";
    const fingerprint = this.#fingerprintOf(stack);
    if (!isForced && this.#applied.get(name)?.fingerprint === fingerprint) {
      reporter.step(`Unchanged${of}: neither its configuration nor what it reads of other stacks has changed`, name);
      return;
    }
    const where = { cwd, env, signal };
    reporter.step(`Applying${of} with Terraform …`, name);
    let isApplied = false;
    try {
      reporter.step(`Applied${of}: ${await applyStack(where)}`, name);
      isApplied = true;
    } finally {
      // A failed apply may have changed the state.
      this.#applied.set(name, {
        name,
        folder: cwd,
        view: stackView(name, where),
        fingerprint: isApplied ? fingerprint : "",
      });
    }
  }

  async #destroy(name: string, env: NodeJS.ProcessEnv): Promise<void> {
    const { reporter, signal } = this.options;
    const { folder: cwd } = this.#applied.get(name)!;
    reporter.step(`Destroying ${name}, which the app no longer has …`, name);
    reporter.step(`Destroyed ${name}: ${await destroyStack({ cwd, env, signal })}`, name);
    rmSync(cwd, { recursive: true, force: true });
    this.#applied.delete(name);
  }

  /** State files by data source. */
  #statesFor(stack: AppStack, stacks: readonly AppStack[], folders: ReadonlyMap<string, string>) {
    const states = remoteStatesOf(stack.folder, stacks).map(({ name, backend, stack: owner }) => {
      if (owner !== undefined) return [name, stateFile(folders.get(owner)!)] as const;
      throw new Error(
        `data.terraform_remote_state.${name} must read the state of a stack of the app (got another one, of the backend ${backend}): \`local\` reads no state of a real deployment`,
      );
    });
    return Object.fromEntries(states);
  }

  #fingerprintOf({ folder, dependencies }: AppStack): string {
    const hash = createHash("sha256").update(readFileSync(join(folder, CONFIG)));
    for (const name of dependencies) hash.update(outputsOf(this.#applied.get(name)?.folder));
    return hash.digest("hex");
  }
}

/** The outputs in a state, as text. */
function outputsOf(folder: string | undefined): string {
  if (folder === undefined || !existsSync(stateFile(folder))) return "";
  const { outputs = {} } = JSON.parse(readFileSync(stateFile(folder), "utf8")) as { readonly outputs?: object };
  return JSON.stringify(outputs);
}
