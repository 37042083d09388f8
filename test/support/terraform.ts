/** Terraform in tests: skipped with the reason where it is missing, cleaned up after. */
import { execFileSync } from "node:child_process";
import { describe, it, onTestFinished } from "vitest";
import { TERRAFORM, TerraformWorkspace } from "./workspace";
import type { WorkspaceOptions } from "./workspace";

export { installProvider, PLATFORM, TERRAFORM, TerraformWorkspace } from "./workspace";
export type { LocalProvider, RunOptions, ShownResource, TerraformResult, WorkspaceOptions } from "./workspace";

/** A test runs several commands of a second or two each, on a slow machine of ten. */
const TIMEOUT_MS = 120_000;

/**
 * `describe` for tests that need Terraform. Without it they are skipped with the reason in the title; where `CI=true`
 * they fail instead.
 */
export function describeTerraform(title: string, body: () => void): void {
  const missing = missingTerraform();
  if (!missing) describe(title, { timeout: TIMEOUT_MS }, body);
  else if (process.env["CI"] === "true") {
    it(`${title}: needs Terraform`, () => {
      throw new Error(`${missing}; it is required where CI=true`);
    });
  } else describe.skip(`${title} (skipped: ${missing})`, body);
}

let checked: { readonly missing?: string } | undefined;

function missingTerraform(): string | undefined {
  checked ??= check();
  return checked.missing;
}

function check(): { missing?: string } {
  try {
    execFileSync(TERRAFORM, ["version"], { stdio: "ignore", env: { ...process.env, TF_CLI_CONFIG_FILE: "/dev/null" } });
    return {};
  } catch {
    return { missing: `${TERRAFORM} is not on PATH` };
  }
}

/** A workspace that a test need not clean up. */
export async function terraformWorkspace(options: WorkspaceOptions): Promise<TerraformWorkspace> {
  const workspace = await TerraformWorkspace.create(options);
  onTestFinished(() => workspace.remove());
  return workspace;
}
