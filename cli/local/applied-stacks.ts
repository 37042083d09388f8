/** Applies the stacks of an app one after another, each in a working folder of its own. */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { LocalCloud } from "../../local/cloud";
import { VALUE_FILE } from "../../local/remembered/value-file";
import { outsideState } from "../../local/remembered/outside-state";
import type { JsonFile } from "../../local/remembered/usage";
import type { ValueFile } from "../../local/remembered/value-file";
import type { StackView } from "../../local/inspector/stack/terraform";
import type { AppStack } from "./app-stacks";
import { remoteStatesOf } from "./remote-state";
import type { Reporter } from "./report";
import { copyStack, stateFile } from "./stack";
import { CONFIG, readConfig } from "./stack-folder";
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

/** Folder, environment and values of an apply. */
export interface ApplyTarget {
  /** Folder for working folders. */
  readonly scratch: string;
  readonly env: NodeJS.ProcessEnv;
  /** The user's values. */
  readonly values: ValueFile;
  readonly cloud: Pick<LocalCloud, "region" | "appId">;
}

export class AppliedStacks {
  readonly #applied = new Map<string, AppliedStack & { readonly fingerprint: string }>();

  constructor(private readonly options: AppliedStacksOptions) {}

  get all(): readonly AppliedStack[] {
    return [...this.#applied.values()];
  }

  /**
   * Destroys stacks that the app no longer has, then applies the others in their order. A stack is left as it is if
   * neither its configuration nor an output that it reads has changed since the last apply.
   *
   * @param isForced apply unchanged stacks too
   * @throws Error that names the stack that failed and those that were not reached
   */
  async apply(stacks: readonly AppStack[], target: ApplyTarget, isForced: boolean): Promise<void> {
    const names = stacks.map(({ name }) => name);
    for (const { name } of this.all.filter((stack) => !names.includes(stack.name)).reverse()) {
      await this.#destroy(name, target.env);
    }
    for (const [index, stack] of stacks.entries()) {
      try {
        await this.#applyOne(stack, stacks, target, isForced);
      } catch (error) {
        if (error instanceof Stopped || stacks.length === 1) throw error;
        const rest = names.slice(index + 1);
        const notReached = rest.length > 0 ? `\nNot applied after it: ${rest.join(", ")}` : "";
        throw new Error(`Stack ${stack.name}: ${(error as Error).message}${notReached}`, { cause: error });
      }
    }
  }

  async #applyOne(stack: AppStack, stacks: readonly AppStack[], target: ApplyTarget, isForced: boolean) {
    const { reporter, signal } = this.options;
    const { name } = stack;
    const label = stacks.length > 1 ? ` ${name}` : "";
    const cwd = workingFolder(stack, target);
    const fingerprint = this.#fingerprintOf(stack, stacks, target.values);
    if (!isForced && this.#applied.get(name)?.fingerprint === fingerprint) {
      reporter.step(`Unchanged${label}: neither its configuration nor the outputs that it reads have changed`, name);
      return;
    }
    // Terraform may not be able to read this state with the types of the new configuration.
    const earlier = await this.#applied
      .get(name)
      ?.view.after()
      .catch(() => undefined);
    copyStack(stack.folder, cwd, this.#statesFor(stack, stacks, target));
    const run = { cwd, env: target.env, signal };
    reporter.step(`Applying${label} with Terraform …`, name);
    let isApplied = false;
    try {
      reporter.step(`Applied${label}: ${await applyStack(run)}`, name);
      isApplied = true;
    } finally {
      // A failed apply may have changed the state.
      this.#applied.set(name, {
        name,
        folder: cwd,
        view: stackView(name, run, earlier),
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
  #statesFor({ name: reader, folder }: AppStack, stacks: readonly AppStack[], target: ApplyTarget) {
    const states = remoteStatesOf(folder, stacks).map(({ name, backend, stack: owner }) => {
      const ownerStack = stacks.find((stack) => stack.name === owner);
      const ownerFolder = ownerStack && workingFolder(ownerStack, target);
      const isOwnState = owner === reader;
      // Before its first apply, a stack that reads its own state has none.
      const exists = !isOwnState || !["", "{}"].includes(outputsOf(ownerFolder));
      if (ownerFolder !== undefined && exists) return [name, stateFile(ownerFolder)] as const;
      const path = join(target.scratch, `${basename(folder)}.${name}.outside.tfstate`);
      mkdirSync(target.scratch, { recursive: true });
      const { text, invented } = outsideState(readConfig(folder) as JsonFile, name, target.values, target.cloud);
      writeFileSync(path, text, { mode: 0o600 });
      const address = `data.terraform_remote_state.${name}`;
      if (invented.length > 0) {
        const source = isOwnState
          ? "the stack's own state, which has no outputs before the first apply"
          : `a state outside the app (backend ${backend}), which local does not read`;
        this.options.reporter.step(
          `${address} reads ${source}; simulated values: ${invented.join(", ")} (other values: "${address}" in ${VALUE_FILE})`,
          reader,
        );
      }
      return [name, path] as const;
    });
    return Object.fromEntries(states);
  }

  #fingerprintOf(
    { name: reader, folder, dependencies }: AppStack,
    stacks: readonly AppStack[],
    values: ValueFile,
  ): string {
    const hash = createHash("sha256")
      .update(readFileSync(join(folder, CONFIG)))
      .update(JSON.stringify(values));
    const self = remoteStatesOf(folder, stacks).some(({ stack }) => stack === reader) ? [reader] : [];
    for (const name of [...dependencies, ...self]) hash.update(outputsOf(this.#applied.get(name)?.folder));
    return hash.digest("hex");
  }
}

function workingFolder({ folder }: AppStack, { scratch }: ApplyTarget): string {
  return join(scratch, basename(folder));
}

/** The outputs in a state, as text. */
function outputsOf(folder: string | undefined): string {
  if (folder === undefined || !existsSync(stateFile(folder))) return "";
  const { outputs = {} } = JSON.parse(readFileSync(stateFile(folder), "utf8")) as { readonly outputs?: object };
  return JSON.stringify(outputs);
}
