/** A synthesized and deployed stack in a folder, as cdktf leaves it. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished, vi } from "vitest";
import type { Sink } from "../../cli/output";

export interface DeployedStack {
  /** Folder of the app. */
  readonly project: string;
  /** Folder of the stack. */
  readonly folder: string;
}

export interface StackFiles {
  readonly name?: string;
  /** Content of `cdk.tf.json`. */
  readonly config?: object;
  /** State of version 4. @default - not deployed */
  readonly state?: object;
}

/** @param project folder of an app that has another stack already */
export function stackFolder(
  { name = "media", config = {}, state }: StackFiles = {},
  project = newProject(),
): DeployedStack {
  const folder = join(project, "cdktf.out/stacks", name);
  mkdirSync(folder, { recursive: true });
  const path = join(project, `terraform.${name}.tfstate`);
  const content = {
    "//": { metadata: { stackName: name } },
    ...config,
    terraform: { backend: { local: { path } }, ...(config as { terraform?: object }).terraform },
  };
  writeFileSync(join(folder, "cdk.tf.json"), JSON.stringify(content));
  if (state)
    writeFileSync(path, JSON.stringify({ version: 4, terraform_version: "1.11.4", serial: 1, lineage: "l", ...state }));
  return { project, folder };
}

/** Writes the output of an app whose stacks have not changed. */
const APP = "echo '{}' > cdktf.out/manifest.json";

function newProject(): string {
  const project = mkdtempSync(join(tmpdir(), "stack-folder-"));
  onTestFinished(() => rmSync(project, { recursive: true, force: true }));
  writeFileSync(join(project, "cdktf.json"), JSON.stringify({ app: APP, language: "typescript" }));
  return project;
}

/** A resource of a state. */
export const inState = (type: string, name: string, attributes: object): object => ({
  ...{ mode: "managed", type, name, provider: `provider["registry.terraform.io/x/y"]` },
  instances: [{ schema_version: 0, attributes }],
});

export interface Written {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

type Command = (args: readonly string[], env: NodeJS.ProcessEnv, out: Sink, err: Sink) => Promise<number>;

/** Runs a command in this process. */
export async function written(
  command: Command,
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<Written> {
  const text = { out: "", err: "" };
  const sink = (name: "out" | "err") => ({ write: (part: string) => (text[name] += part) });
  const code = await command(args, env, sink("out"), sink("err"));
  return { code, ...text };
}

/** Runs a command in this process as in another working directory. */
export async function writtenIn(
  cwd: string,
  command: Command,
  args: readonly string[],
  env?: NodeJS.ProcessEnv,
): Promise<Written> {
  const directory = vi.spyOn(process, "cwd").mockReturnValue(cwd);
  try {
    return await written(command, args, env);
  } finally {
    directory.mockRestore();
  }
}
