import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { strToU8, zipSync } from "fflate";
import { expect } from "vitest";
import type { LocalCloud } from "../../local/cloud";
import { ATTACHED_VENDOR } from "../../harness/attached-provider";
import { terraformWorkspace } from "../support/terraform";
import type { TerraformWorkspace } from "../support/terraform";

const HEADER = {
  terraform: { required_providers: { tencentcloud: { source: "tencentcloudstack/tencentcloud", version: "~> 1.83" } } },
};

export const FUNCTION = {
  name: "hello",
  namespace: "default",
  handler: "index.main_handler",
  runtime: "Nodejs20.19",
  enable_public_net: true,
  timeout: 10,
  zip_file: "one.zip",
  environment: { GREETING: "hi" },
};

export const TRIGGER = {
  function_name: "${tencentcloud_scf_function.f.name}",
  namespace: "${tencentcloud_scf_function.f.namespace}",
  type: "http",
  enable: "OPEN",
  qualifier: "$LATEST",
  trigger_desc: '${jsonencode({AuthType = "NONE", NetConfig = {EnableExtranet = true, EnableIntranet = false}})}',
};

/** A configuration of resources and outputs. */
export function configOf(resource: object, outputs: Readonly<Record<string, string>> = {}): Record<string, string> {
  const output = Object.fromEntries(Object.entries(outputs).map(([name, value]) => [name, { value }]));
  return {
    "main.tf.json": JSON.stringify({ ...HEADER, resource, ...(Object.keys(outputs).length > 0 && { output }) }),
  };
}

/** Code that answers with its event and context. */
async function writeCode(workspace: TerraformWorkspace, name: string, answer: string): Promise<void> {
  const source = `exports.main_handler = async (event, context) => {
    console.log("called");
    const { GREETING } = process.env;
    return { statusCode: 200, headers: { "x-says": ${JSON.stringify(answer)} }, body: JSON.stringify({ event, context, GREETING }) };
  };`;
  await writeFile(join(workspace.directory, name), zipSync({ "index.js": strToU8(source) }));
}

/** A working directory with two code packages, initialised. */
export async function workspaceFor(cloud: LocalCloud, config: Record<string, string>): Promise<TerraformWorkspace> {
  const workspace = await terraformWorkspace({ attached: [ATTACHED_VENDOR], config, env: cloud.environment() });
  await writeCode(workspace, "one.zip", "one");
  await writeCode(workspace, "two.zip", "two");
  expect((await workspace.init()).text).toContain("successfully initialized");
  return workspace;
}

export async function outputOf(workspace: TerraformWorkspace, name: string): Promise<string> {
  return (await workspace.run(["output", "-raw", name])).stdout;
}
