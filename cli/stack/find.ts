/** Finds the synthesized stack that a command works on. */
import { existsSync, readFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { UsageError } from "../errors";
import { findProject } from "../local/project";
import { chooseStack } from "../local/app-stacks";
import { findSession } from "../local/session";
import type { Session } from "../local/session";
import { isStackFolder } from "../local/stack-folder";
import { didYouMean } from "../suggest";

/** A stack and its deployment target. */
export interface Stack {
  readonly name: string;
  /** Folder with its `cdk.tf.json`. */
  readonly folder: string;
  /** The local pipeline that the stack runs in. @default - none: Tencent Cloud */
  readonly session?: Session;
}

/** Options that select a command's stack, for `readArgs`. */
export const STACK_OPTIONS = {
  local: { type: "boolean", default: false },
  cloud: { type: "boolean", default: false },
  json: { type: "boolean", default: false },
} as const;

export interface StackChoice {
  /** Name of a stack of the app, or folder of a synthesized stack. @default - the only stack */
  readonly stack?: string;
  /** Only the pipeline that `local` runs. */
  readonly local: boolean;
  /** Only the deployed stack, even while `local` runs a pipeline. */
  readonly cloud: boolean;
}

/**
 * The stack that the local pipeline of this folder runs, or the stack synthesized here. The name of a stack that does not
 * run locally selects the deployed stack.
 *
 * @throws UsageError if there is no stack, or if the command must name one
 */
export function findStack({ stack, local, cloud }: StackChoice, cwd = process.cwd()): Stack {
  if (local && cloud) throw new UsageError("--local and --cloud must not be given together (got both)");
  const namedFolder = stack !== undefined && isStackFolder(resolve(cwd, stack)) ? resolve(cwd, stack) : undefined;
  const running = cloud || namedFolder !== undefined ? [] : runningStacks(cwd);
  const chosen = running.filter(({ name }) => stack === undefined || stack === name);
  if (chosen.length === 1) return chosen[0]!;
  const names = running.map(({ name }) => name);
  if (chosen.length > 1) {
    throw new UsageError(`The stack must be named if \`local\` runs several (got ${names.join(", ")})`);
  }
  if (running.length > 0 && local) {
    const rule = `--local must name a running stack, ${names.join(", ")} (got ${stack})`;
    throw new UsageError(`${rule}${didYouMean(stack!, names)}`);
  }
  if (local) {
    throw new UsageError(
      `--local needs a local pipeline in this folder or one above it (got none at ${cwd}); start it with \`cdktf-tencentcloud-ci local\``,
    );
  }
  if (namedFolder !== undefined) return { name: nameOf(namedFolder), folder: namedFolder };
  const output = findProject(cwd)?.output ?? join(cwd, "cdktf.out");
  if (!existsSync(join(output, "stacks"))) {
    throw new UsageError(
      `The stack must be synthesized (got none in ${output}); run \`cdktf synth\`, or name its folder`,
    );
  }
  const folder = chooseStack(output, stack);
  return { name: nameOf(folder), folder };
}

function runningStacks(cwd: string): Stack[] {
  const session = findSession(cwd);
  return (session?.stacks ?? []).map(({ name, folder }) => ({ name, folder, session }));
}

/** The parts of `cdk.tf.json` that commands read. */
export interface StackConfig {
  readonly "//"?: { readonly metadata?: { readonly stackName?: string } };
  readonly terraform?: {
    readonly backend?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
    readonly [block: string]: unknown;
  };
  readonly provider?: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;
  readonly resource?: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;
}

/** @throws Error if it is not JSON */
export function configOf(folder: string): StackConfig {
  const file = join(folder, "cdk.tf.json");
  try {
    return JSON.parse(readFileSync(file, "utf8")) as StackConfig;
  } catch (error) {
    throw new Error(`${file} must be JSON, as \`cdktf synth\` writes it`, { cause: error });
  }
}

function nameOf(folder: string): string {
  return configOf(folder)["//"]?.metadata?.stackName ?? basename(folder);
}

/** The literal values of a provider block: references have no value before Terraform runs. */
export function plainSettings({ provider = {} }: StackConfig, name: string): Readonly<Record<string, string>> {
  const [block = {}] = [provider[name] ?? []].flat();
  const isPlain = ([, value]: [string, unknown]): boolean => typeof value === "string" && !value.includes("${");
  return Object.fromEntries(Object.entries(block).filter(isPlain)) as Record<string, string>;
}
