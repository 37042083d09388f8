/** Terraform in tests: skipped with the reason if it is missing, cleaned up after. */
import { onTestFinished } from "vitest";
import { describeWith, missingOnPath } from "./describe-with";
import { TERRAFORM, TerraformWorkspace } from "../../harness/workspace";
import type { WorkspaceOptions } from "../../harness/workspace";

export { installProvider, PLATFORM, TERRAFORM, TerraformWorkspace } from "../../harness/workspace";
export type { RunOptions, ShownResource, TerraformResult, WorkspaceOptions } from "../../harness/workspace";

const TOOL = {
  name: "terraform",
  missing: () => missingOnPath(["version"], TERRAFORM),
  timeoutMs: 120_000, // several commands of a second or two each, on a slow machine of ten
};

/** `describe` for tests that need Terraform. */
export function describeTerraform(title: string, body: () => void): void {
  describeWith(TOOL, title, body);
}

/** A workspace that is cleaned up automatically. */
export async function terraformWorkspace(options: WorkspaceOptions): Promise<TerraformWorkspace> {
  const workspace = await TerraformWorkspace.create(options);
  onTestFinished(() => workspace.remove());
  return workspace;
}
