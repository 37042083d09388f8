import { existsSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { stop as stopEsbuild } from "esbuild";
import type { LocalCloud } from "../../local/cloud";
import { VALUE_FILE_VARIABLE } from "../../local/remembered/value-file";
import type { Problems } from "../../local/inspector/problems";
import type { StackView } from "../../local/inspector/stack/terraform";
import { offlineConfig } from "../../local/vendor/mirror";
import { UsageError } from "../errors";
import { callbackAddresses } from "./addresses";
import type { CallbackAddress } from "./addresses";
import { annotationsOf } from "./annotations";
import { chooseStacks, stacksOfFolder } from "./app-stacks";
import type { AppStack } from "./app-stacks";
import { AppliedStacks } from "./applied-stacks";
import type { AppliedStack } from "./applied-stacks";
import type { LocalOptions } from "./options";
import { findProject, synthesize } from "./project";
import type { Project } from "./project";
import { providerFolders, requireProviders } from "./providers";
import type { Reporter } from "./report";
import { STACKS } from "./session";
import { codeSources, needsOf } from "./stack";
import type { Needs } from "./stack";
import { isStackFolder } from "./stack-folder";
import { stackTypes, userValues } from "./stack-types";
import type { StackTypes } from "./stack-types";
import { localEnvironment } from "./terraform";
import { Watchers } from "./watchers";

export interface DeploymentOptions {
  readonly options: LocalOptions;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  readonly reporter: Reporter;
  readonly problems: Problems;
}

/** Applies copies of an app's stacks to the local cloud, once or repeatedly. */
export class Deployment {
  /** Folder that the app belongs to. */
  readonly project: string;
  readonly #app: Project | undefined;
  /** Folder of a synthesized stack that the user named. */
  readonly #stackFolder: string | undefined;
  readonly #applied: AppliedStacks;
  readonly #watchers = new Watchers();
  #types: StackTypes | undefined;

  constructor(private readonly context: DeploymentOptions) {
    const { stack } = context.options;
    this.#stackFolder = stack !== undefined && isStackFolder(stack) ? resolve(stack) : undefined;
    this.#app = findProject(this.#stackFolder ?? process.cwd());
    this.project = this.#app?.folder ?? process.cwd();
    this.#applied = new AppliedStacks(context);
  }

  /** The stacks in their working folders. */
  get applied(): readonly AppliedStack[] {
    return this.#applied.all;
  }

  /** Terraform's output about the applied stacks. */
  get views(): readonly StackView[] {
    return this.applied.map(({ view }) => view);
  }

  /**
   * The stacks in the order in which they are applied: the named one with its dependencies, or all of the app after its
   * synthesis.
   *
   * @param scratch folder for output files
   */
  async synthesize(scratch: string): Promise<AppStack[]> {
    const { options, env, signal, reporter, problems } = this.context;
    if (this.#stackFolder !== undefined) return stacksOfFolder(this.#stackFolder);
    if (!this.#app) return chooseStacks(requireOutput("cdktf.out"), options.stack);
    reporter.step(`Synthesizing: ${this.#app.app}`);
    const output = await synthesize(this.#app, join(scratch, "synth"), { env, signal });
    const stacks = chooseStacks(output, options.stack);
    const annotations = stacks.flatMap(({ folder }) => annotationsOf(folder));
    for (const annotation of annotations) reporter.annotation(annotation);
    const shown = annotations.map(({ level, constructPath, message }) => ({ level, source: constructPath, message }));
    problems.replace("synthesis", shown);
    return stacks;
  }

  /** Reports the types of the stacks, unless it has reported the same ones. */
  #reportTypes(stacks: readonly AppStack[]): void {
    const types = stackTypes(stacks);
    if (isDeepStrictEqual(types, this.#types)) return;
    this.#types = types;
    this.context.reporter.types(types);
  }

  /** Objects that must exist in the cloud before the stacks are applied. */
  needs(stacks: readonly AppStack[]): Needs {
    const folders = stacks.map(({ folder }) => folder);
    return needsOf(folders, this.context.options.buckets, this.context.env);
  }

  /**
   * Applies the stacks that have changed and watches the code of all. Returns the callback addresses, secrets included.
   *
   * @param isForced apply unchanged stacks too
   */
  async apply(
    cloud: LocalCloud,
    stacks: readonly AppStack[],
    scratch: string,
    isForced = false,
  ): Promise<CallbackAddress[]> {
    const { options, env, signal, reporter, problems } = this.context;
    for (const [name, region] of this.needs(stacks).buckets) {
      if (!cloud.buckets.some((bucket) => bucket.name === name)) cloud.createBucket(name, region);
    }
    this.#reportTypes(stacks);
    const values = userValues(this.project, options.values, stacks);
    for (const text of values.unused) reporter.step(`${values.path} has a value without an effect: ${text}`);
    const folders = providerFolders(env, this.#app?.output);
    requireProviders(stacks, folders, env);
    const cloudEnvironment = cloud.environment();
    const config = join(scratch, "terraform.rc");
    writeFileSync(config, offlineConfig(cloudEnvironment["TF_CLI_CONFIG_FILE"]!, folders));
    const environment = {
      ...localEnvironment(env, cloudEnvironment),
      TF_CLI_CONFIG_FILE: config,
      ...(values.path !== undefined && { [VALUE_FILE_VARIABLE]: values.path }),
    };
    const target = { scratch: join(scratch, STACKS), env: environment, values: values.values, cloud };
    await this.#applied.apply(stacks, target, isForced);
    // After the apply: if the apply fails, the old code is still watched.
    if (options.isWatching) {
      const sources = stacks.flatMap(({ folder }) => codeSources(folder, this.project));
      await this.#watchers.watch(distinct(sources), { cloud, reporter, problems, signal });
    }
    return callbackAddresses(cloud, this.applied);
  }

  async close(): Promise<void> {
    await this.#watchers.close();
    await stopEsbuild();
  }
}

/** Stacks may share a program. One watcher then replaces its code in the functions of all of them. */
function distinct<T extends { readonly sha256: string }>(sources: readonly T[]): T[] {
  return [...new Map(sources.map((source) => [source.sha256, source])).values()];
}

/** @throws UsageError if there is neither an app nor the output of a synthesis */
function requireOutput(folder: string): string {
  if (existsSync(join(folder, "stacks"))) return folder;
  throw new UsageError(
    `The command must run in a folder with cdktf.json or below it (got ${process.cwd()}); change to the app's folder, or name the folder of a synthesized stack`,
  );
}
