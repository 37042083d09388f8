import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { readArgs } from "../args";
import { UsageError } from "../errors";
import { findProject, synthesize } from "../local/project";
import { chooseStack } from "../local/app-stacks";
import { isStackFolder } from "../local/stack-folder";
import { Stopped, stopOnSignals } from "../local/stop";
import { createOutput } from "../output";
import type { Output, Sink } from "../output";
import { configOf, findStack } from "../stack/find";
import type { StackConfig } from "../stack/find";
import { didYouMean } from "../suggest";
import { needsOfStack, TASKS } from "./needs";
import type { Task } from "./needs";
import { policyOf } from "./policy";

const TASK_TITLES: Readonly<Record<Task, string>> = {
  plan: "to plan",
  apply: "to apply: creates, changes, replaces, removes",
  destroy: "to destroy",
  look: "to look, for doctor and logs",
};
/**
 * Prints the CAM permissions that a deployment needs. Returns the exit code.
 *
 * @throws UsageError, and Error if the app does not synthesize
 */
export async function runPermissions(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  out: Sink,
  err: Sink,
): Promise<number> {
  const { values, positionals } = readArgs(args, {
    for: { type: "string" },
    uin: { type: "string" },
    json: { type: "boolean", default: false },
  });
  if (positionals.length > 1) throw new UsageError(`permissions takes one stack (got ${positionals.join(" ")})`);
  const { for: chosen, uin } = values;
  if (chosen !== undefined && !TASKS.some((task) => task === chosen)) {
    const rule = `--for must be one of ${TASKS.join(", ")} (got ${JSON.stringify(chosen)})`;
    throw new UsageError(`${rule}${didYouMean(chosen, TASKS)}`);
  }
  if (uin !== undefined && !/^\d{5,20}$/.test(uin)) {
    throw new UsageError(`--uin must be the number of the account's owner (got ${JSON.stringify(uin)})`);
  }
  const output = createOutput(values.json, out, err);
  const stopper = stopOnSignals();
  try {
    const { name, config } = await synthesized(positionals[0], env, stopper.signal, output);
    show(name, config, { task: chosen as Task | undefined, uin }, output);
    return 0;
  } catch (error) {
    if (error instanceof Stopped) return error.exitCode;
    throw error;
  } finally {
    stopper.release();
  }
}

/** A fresh synthesis of the stack, or the named folder unchanged. */
async function synthesized(stack: string | undefined, env: NodeJS.ProcessEnv, signal: AbortSignal, output: Output) {
  const isFolder = stack !== undefined && isStackFolder(resolve(stack));
  const project = isFolder ? undefined : findProject(process.cwd());
  if (!project) {
    const { name, folder } = findStack({ stack, local: false, cloud: true });
    return { name, config: configOf(folder) };
  }
  const scratch = mkdtempSync(join(tmpdir(), "permissions-"));
  try {
    output.progress(`Synthesizing: ${project.app}`);
    const folder = chooseStack(await synthesize(project, join(scratch, "synth"), { env, signal }), stack);
    const config = configOf(folder);
    return { name: config["//"]?.metadata?.stackName ?? folder, config };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function show(
  stack: string,
  config: StackConfig,
  { task, uin }: { readonly task?: Task; readonly uin?: string },
  output: Output,
): void {
  const { tasks, unknownTypes } = needsOfStack(config, uin);
  const policies = TASKS.map((name) => [name, policyOf(tasks[name])] as const);
  const shown = policies.filter(([name]) => task === undefined || name === task);
  const notes = [
    ...(unknownTypes.length > 0
      ? [`Not covered, because this library does not create them: ${unknownTypes.join(", ")}`]
      : []),
    ...(task !== "plan" &&
    policies.some(([, { statement }]) => statement.some(({ action }) => action.includes("cam:CreatePolicy")))
      ? ["A key that may create roles and policies can grant itself any permission: use it for deployments only"]
      : []),
  ];
  const lines = shown.flatMap(([name, policy]) => [
    ...(task === undefined ? [`# ${stack}, ${TASK_TITLES[name]}`] : []),
    ...JSON.stringify(policy, undefined, 2).split("\n"),
    ...(task === undefined ? [""] : []),
  ]);
  output.result({ stack, policies: Object.fromEntries(shown), unknownTypes, notes }, lines);
  if (notes.length > 0) output.summary(notes);
}
