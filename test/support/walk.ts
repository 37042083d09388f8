/** The one way that every stack goes under real Terraform: made, called, changed, destroyed, on the local cloud. */
import { cpSync } from "node:fs";
import { expect } from "vitest";
import type { LocalCloud } from "../../local/cloud";
import type { TerraformResult, TerraformWorkspace } from "../../harness/workspace";

/** A program that makes a stack, and what it can be told to do. */
export interface Program {
  /** Synthesizes the stack as the program is now; gives its folder. */
  synth(): string | Promise<string>;
  /** Changes the user's code, and one setting of the function. */
  change(): void;
  /** Has the deployed function called; fails unless it is the program as it is now that answers. */
  call(outputs: Outputs): Promise<void>;
}

/** Outputs of the stack by name; `callbackUrl` must not change with the program. */
export type Outputs = Readonly<Record<string, string>>;

const NO_CHANGES = 0;
const CHANGES = 2;

/**
 * Init, validate, plan, apply, second plan, call, change, apply, plan, call, destroy.
 *
 * @returns Terraform's counts of both applies, such as `6 added, 0 changed, 0 destroyed`
 */
export async function walk(program: Program, terraform: TerraformWorkspace, cloud: LocalCloud): Promise<string[]> {
  const write = async (): Promise<void> => cpSync(await program.synth(), terraform.directory, { recursive: true });
  const counts: string[] = [];
  const apply = async (): Promise<Outputs> => {
    await ends(CHANGES, terraform.plan());
    counts.push(countOf(await ends(0, terraform.apply())));
    await ends(NO_CHANGES, terraform.plan());
    const outputs = await outputsOf(terraform);
    await program.call(outputs);
    return outputs;
  };

  await write();
  await ends(0, terraform.init());
  await ends(0, terraform.validate());
  const { callbackUrl } = await apply();
  program.change();
  await write();
  expect((await apply()).callbackUrl).toBe(callbackUrl);

  await ends(0, terraform.destroy());
  expect(restOf(cloud)).toEqual([]);
  return counts;
}

/** The result of a command, which must end with a status. */
async function ends(status: number, command: Promise<TerraformResult>): Promise<TerraformResult> {
  const result = await command;
  expect(result.code, result.text).toBe(status);
  return result;
}

/** Terraform's own count of what it did. */
export function countOf({ text }: TerraformResult): string {
  return /Resources: ([^.]*)\./.exec(text)?.[1] ?? text;
}

/** Outputs that are text, sensitive or not. */
export async function outputsOf(terraform: TerraformWorkspace): Promise<Outputs> {
  const { stdout } = await ends(0, terraform.run(["output", "-json"]));
  const all = Object.entries(JSON.parse(stdout) as Record<string, { value: string }>);
  return Object.fromEntries(all.map(([name, { value }]) => [name, value]));
}

/** What is still deployed, or still set in a bucket that was there before. */
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
