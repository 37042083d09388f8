/** Deploys, calls, changes and destroys a stack with real Terraform on the local cloud. */
import { cpSync } from "node:fs";
import { expect } from "vitest";
import type { LocalCloud } from "../../local/cloud";
import type { RunOptions, TerraformResult, TerraformWorkspace } from "../../harness/workspace";

/** A program that synthesizes a stack. */
export interface Program {
  /** Synthesizes the stack. Returns its folder. */
  synth(): string | Promise<string>;
  /** Changes the user's code, and one setting of the function. */
  change(): void;
  /** Calls the deployed function; fails unless the current program answers. */
  call(outputs: Outputs): Promise<void>;
}

/** Outputs of the stack by name; they must not change with the program. */
export type Outputs = Readonly<Record<string, string>>;

const NO_CHANGES = 0;

/** Options of a command after a plan, which has just read every resource and found no change. */
export const REFRESHED: RunOptions = { args: ["-refresh=false"] };

/**
 * Init, apply, plan without changes, call; change, apply, plan without changes, call; destroy.
 *
 * @returns Terraform's counts of both applies, such as `6 added, 0 changed, 0 destroyed`
 */
export async function walk(program: Program, terraform: TerraformWorkspace, cloud: LocalCloud): Promise<string[]> {
  const write = async (): Promise<void> => cpSync(await program.synth(), terraform.directory, { recursive: true });
  const counts: string[] = [];
  const apply = async (options?: RunOptions): Promise<Outputs> => {
    const count = countOf(await expectExitCode(0, terraform.apply(options)));
    expect(count).toMatch(/[1-9]\d* (added|changed)/);
    counts.push(count);
    await expectExitCode(NO_CHANGES, terraform.plan());
    const outputs = (await terraform.outputs()) as Outputs;
    await program.call(outputs);
    return outputs;
  };

  await write();
  await expectExitCode(0, terraform.init());
  const outputs = await apply();
  program.change();
  await write();
  expect(await apply(REFRESHED)).toEqual(outputs);

  await expectExitCode(0, terraform.destroy(REFRESHED));
  expect(restOf(cloud)).toEqual([]);
  return counts;
}

/** The result of a command, which must end with a status. */
async function expectExitCode(status: number, command: Promise<TerraformResult>): Promise<TerraformResult> {
  const result = await command;
  expect(result.code, result.text).toBe(status);
  return result;
}

/** Terraform's summary. */
export function countOf({ text }: TerraformResult): string {
  return /Resources: ([^.]*)\./.exec(text)?.[1] ?? text;
}

/** Remaining resources, and remaining settings of an existing bucket. */
export function restOf({ functions, resources, buckets }: LocalCloud): string[] {
  return [
    ...functions.map(({ name }) => `function ${name}`),
    ...resources.map(({ type, id }) => `${type} ${id}`),
    ...buckets.flatMap(({ name, queues, workflows }) => [
      ...[...queues.values()].filter(({ NotifyConfig }) => NotifyConfig.Url).map(() => `callback address of ${name}`),
      ...[...workflows.keys()].map((id) => `workflow ${id} of ${name}`),
    ]),
  ];
}
