import { existsSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { stop as stopEsbuild } from "esbuild";
import type { LocalCloud } from "../../local/cloud";
import type { Problems } from "../../local/inspector/problems";
import type { StackView } from "../../local/inspector/stack/terraform";
import { UsageError } from "../errors";
import { callbackUrls } from "./addresses";
import { annotationsOf } from "./annotations";
import type { LocalOptions } from "./options";
import { findProject, synthesize } from "./project";
import type { Project } from "./project";
import type { Reporter } from "./report";
import { STACK } from "./session";
import { chooseStack, codeSources, copyStack, isStackFolder, needsOf } from "./stack";
import type { Needs } from "./stack";
import { stackView } from "./stack-view";
import { applyStack, localEnvironment } from "./terraform";
import { CodeWatcher } from "./watch";
import type { BuiltCode, WatchEvents } from "./watch";

export interface DeploymentOptions {
  readonly options: LocalOptions;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  readonly reporter: Reporter;
  readonly problems: Problems;
}

/** Applies a stack to the local cloud, once or repeatedly. Works in a copy. */
export class Deployment {
  /** Folder that the app belongs to. */
  readonly project: string;
  readonly #app: Project | undefined;
  /** A synthesized stack that the user named. */
  readonly #given: string | undefined;
  #watchers: CodeWatcher[] = [];
  #views: readonly StackView[] = [];

  constructor(private readonly context: DeploymentOptions) {
    const { stack } = context.options;
    this.#given = stack !== undefined && isStackFolder(stack) ? resolve(stack) : undefined;
    this.#app = findProject(this.#given ?? process.cwd());
    this.project = this.#app?.folder ?? process.cwd();
  }

  /** What Terraform tells of the applied stack. */
  get views(): readonly StackView[] {
    return this.#views;
  }

  /**
   * Folder of the stack: the named folder, or the app's output after its synthesis.
   *
   * @param scratch folder for output files
   */
  async synthesize(scratch: string): Promise<string> {
    const { options, env, signal, reporter, problems } = this.context;
    if (this.#given !== undefined) return this.#given;
    if (!this.#app) return chooseStack(requireOutput("cdktf.out"), options.stack);
    reporter.step(`Synthesizing: ${this.#app.app}`);
    const output = await synthesize(this.#app, join(scratch, "synth"), { env, signal });
    const stack = chooseStack(output, options.stack);
    const annotations = annotationsOf(stack);
    for (const annotation of annotations) reporter.annotation(annotation);
    const shown = annotations.map(({ level, constructPath, message }) => ({ level, source: constructPath, message }));
    problems.replace("synthesis", shown);
    return stack;
  }

  /** Objects that must exist in the cloud before the stack is applied. */
  needs(stack: string): Needs {
    return needsOf(stack, this.context.options.buckets, this.context.env);
  }

  /** Applies the stack and watches its code. Returns the callback URLs, secrets included. */
  async apply(cloud: LocalCloud, stack: string, scratch: string): Promise<string[]> {
    const { options, env, signal, reporter } = this.context;
    for (const [name, region] of this.needs(stack).buckets) {
      if (!cloud.buckets.some((bucket) => bucket.name === name)) cloud.createBucket(name, region);
    }
    const cwd = join(scratch, STACK);
    copyStack(stack, cwd);
    reporter.step("Applying with Terraform …");
    const where = { cwd, env: localEnvironment(env, cloud.environment()), signal };
    try {
      reporter.step(`Applied: ${await applyStack(where)}`);
    } finally {
      this.#views = [stackView(basename(stack), where)]; // a failed apply may have changed the state
    }
    await this.#unwatch(); // after the apply: if the apply fails, the old code is still watched
    if (options.isWatching) await this.#watch(cloud, stack);
    return callbackUrls(cloud, cwd);
  }

  async close(): Promise<void> {
    await this.#unwatch();
    await stopEsbuild();
  }

  async #watch(cloud: LocalCloud, stack: string): Promise<void> {
    const { reporter, signal, problems } = this.context;
    problems.replace("compile", []); // watchers that start report again what does not compile
    const onCode = ({ oldSha256, zip, file, changed, since, isFirst }: BuiltCode): void => {
      const functions = cloud.replaceCode(oldSha256, zip, changed);
      if (isFirst) reporter.step(`${file} was built with source maps: its source differs from the code in the stack`);
      else reporter.code(file, functions, Math.round(performance.now() - since));
    };
    for (const source of codeSources(stack, this.project)) {
      signal.throwIfAborted();
      const compiles = (): void => problems.replace("compile", [], source.file);
      const events: WatchEvents = {
        onCode: (code) => (compiles(), onCode(code)),
        onError: (message) => {
          reporter.error(message);
          problems.replace("compile", [{ level: "error", source: source.file, message }], source.file);
        },
        onUnchanged: (file) => {
          compiles();
          reporter.step(`${file} was saved and compiles; the code is the one that is live`);
        },
      };
      this.#watchers.push(await CodeWatcher.start(source, events));
    }
    reporter.watching(this.#watchers.length);
  }

  async #unwatch(): Promise<void> {
    const watchers = this.#watchers;
    this.#watchers = [];
    await Promise.all(watchers.map((watcher) => watcher.close()));
  }
}

/** @throws UsageError if there is no app and no output of one */
function requireOutput(folder: string): string {
  if (existsSync(join(folder, "stacks"))) return folder;
  throw new UsageError(
    `The command must run in a folder with cdktf.json or below it (got ${process.cwd()}); change to the app's folder, or name the folder of a synthesized stack`,
  );
}
