/** The configurations of all examples as they are, which one process synthesizes once for the test files of a run. */
import { cpSync, existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { vi } from "vitest";
import { tryToCreate, runFolder } from "../../harness/run-folder";
import { DemoStack } from "../../scripts/demo/stack";

export const EXAMPLES = readdirSync(join(__dirname, "../../examples"));

const TIME_LIMIT_MS = 120_000;

/** Folder of an example's stack. It must not be changed: see `copyExample`. */
export async function exampleFolder(name: string): Promise<string> {
  const folder = join(runFolder(), "examples");
  const [stacks, failure] = [join(folder, "stacks"), join(folder, "failure")];
  if (tryToCreate(folder)) {
    await synthesizeAll(folder).catch((error: unknown) => {
      writeFileSync(failure, String(error));
      throw error;
    });
    renameSync(join(folder, "unfinished"), stacks);
  }
  await vi.waitUntil(() => existsSync(stacks) || existsSync(failure), { timeout: TIME_LIMIT_MS, interval: 50 });
  if (existsSync(failure)) throw new Error(readFileSync(failure, "utf8"));
  return join(stacks, name);
}

/**
 * Copies an example's stack into a folder.
 *
 * @param state path of the state, relative to the folder
 */
export async function copyExample(name: string, folder: string, state?: string): Promise<void> {
  cpSync(await exampleFolder(name), folder, { recursive: true });
  if (state !== undefined) setStatePath(folder, state);
}

async function synthesizeAll(folder: string): Promise<void> {
  const env = { PATH: process.env["PATH"] };
  const programs = EXAMPLES.map((name) => new DemoStack(name, name, env));
  try {
    await DemoStack.synthAll(programs, env);
    EXAMPLES.forEach((name, index) => {
      const stack = join(folder, "unfinished", name);
      cpSync(join(programs[index]!.folder, "cdktf.out/stacks", name), stack, { recursive: true });
      setStatePath(stack);
    });
  } finally {
    programs.forEach((program) => program.remove());
  }
}

/** Changes the path of the state, which is in the folder of the program otherwise. */
export function setStatePath(stack: string, path = "terraform.tfstate"): void {
  const file = join(stack, "cdk.tf.json");
  const config = JSON.parse(readFileSync(file, "utf8")) as { terraform: { backend: object } };
  config.terraform.backend = { local: { path } };
  writeFileSync(file, JSON.stringify(config, undefined, 2));
}
