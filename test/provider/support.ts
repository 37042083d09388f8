/** A local cloud and a Terraform working directory that deploys to it. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished } from "vitest";
import { startLocalCloud } from "../../local/cloud";
import type { LocalCloud } from "../../local/cloud";
import type { LocalCloudOptions } from "../../local/options";
import { PROVIDER_SOURCE } from "../../provider/schema";
import { ATTACHED_TENCENTCI } from "../../harness/attached-provider";
import { PROVIDER_EXECUTABLE } from "../../harness/executables";
import { terraformWorkspace } from "../support/terraform";
import type { ShownResource, TerraformResult, TerraformWorkspace, WorkspaceOptions } from "../support/terraform";

export const BUCKET = "media-1250000000";
export const REGION = "ap-guangzhou";
/** A callback address with a secret, as a user has. */
export const SECRET = "c0ffee5ec2e7c0ffee5ec2e7c0ffee55";
export const URL_ONE = `https://cb.example.com/${SECRET}`;

const { version } = JSON.parse(readFileSync(join(__dirname, "../../package.json"), "utf8")) as { version: string };

export interface Setting {
  readonly cloud: LocalCloud;
  readonly terraform: TerraformWorkspace;
}

type ProviderUse = Pick<WorkspaceOptions, "providers" | "attached">;

/** Terraform installs and starts the provider, as it does for users. */
export const STARTED: ProviderUse = {
  providers: [{ source: PROVIDER_SOURCE, version, executable: PROVIDER_EXECUTABLE }],
};

/** The provider runs across the commands of a test, which saves time. */
export const ATTACHED: ProviderUse = { attached: [ATTACHED_TENCENTCI] };

/** Attached, but for the commands that are told to start it. */
export const STARTED_ON_DEMAND: ProviderUse = { ...STARTED, ...ATTACHED };

/** A cloud with one bucket, and a configuration that deploys to it; both end with the test. */
export async function deployable(
  resources: string,
  options: LocalCloudOptions = {},
  use: ProviderUse = ATTACHED,
): Promise<Setting> {
  const cloud = await startLocalCloud({ buckets: [BUCKET], ...options });
  onTestFinished(() => cloud.close());
  const keys = {
    TENCENTCLOUD_SECRET_ID: cloud.credential.secretId,
    TENCENTCLOUD_SECRET_KEY: cloud.credential.secretKey,
  };
  const terraform = await workspaceFor(cloud.url, resources, keys, use);
  return { cloud, terraform };
}

/** A working directory for any endpoint. */
export async function workspaceFor(
  endpoint: string | undefined,
  resources: string,
  env: Readonly<Record<string, string | undefined>>,
  use: ProviderUse = ATTACHED,
): Promise<TerraformWorkspace> {
  const terraform = await terraformWorkspace({
    ...use,
    config: { "versions.tf": VERSIONS, "main.tf": resources },
    env: { HOME: "/nonexistent", TENCENTCI_ENDPOINT: endpoint, ...env },
  });
  if (use.providers !== undefined) {
    const init = await terraform.init({ startsProviders: true });
    expect(init.text).toContain("successfully initialized");
  }
  return terraform;
}

const VERSIONS = `
terraform {
  required_providers {
    tencentci = { source = "${PROVIDER_SOURCE}" }
  }
}
`;

/** Expects an apply (or other command) to succeed. */
export function ok(result: TerraformResult): TerraformResult {
  expect(result.code, result.stdout + result.stderr).toBe(0);
  return result;
}

/** Expects an empty plan. */
export async function expectNoChanges(terraform: TerraformWorkspace): Promise<void> {
  const plan = await terraform.plan();
  expect(plan.code, plan.stdout + plan.stderr).toBe(0);
  expect(plan.text).toContain("No changes");
}

/** Marks resources in the state as `terraform taint` does, which takes a process for each of them. */
export async function taint(terraform: TerraformWorkspace, addresses: readonly string[]): Promise<void> {
  const state = JSON.parse(await terraform.stateFile()) as {
    serial: number;
    readonly resources: { readonly type: string; readonly name: string; readonly instances: { status?: string }[] }[];
  };
  const tainted = state.resources.filter(({ type, name }) => addresses.includes(`${type}.${name}`));
  expect(tainted).toHaveLength(addresses.length);
  for (const { instances } of tainted) instances[0]!.status = "tainted";
  state.serial++;
  await terraform.configure({ "terraform.tfstate": JSON.stringify(state) });
}

/** The values of the one resource of a type. */
export async function valuesOf(terraform: TerraformWorkspace, type: string): Promise<ShownResource["values"]> {
  const found = (await terraform.resources()).filter((resource) => resource.type === type);
  expect(found).toHaveLength(1);
  return found[0]!.values;
}

export const SERVICE = `
resource "tencentci_media_service" "this" {
  bucket = "${BUCKET}"
}
`;

export const queue = (body: string): string => `
${SERVICE}
resource "tencentci_media_queue" "this" {
  bucket = tencentci_media_service.this.bucket
  ${body}
}
`;

/** A service of CI and its queue. */
export const queueOf = (family: string): string => `
resource "tencentci_media_service" "${family}" {
  bucket = "${BUCKET}"
  family = "${family}"
}
resource "tencentci_media_queue" "${family}" {
  bucket        = tencentci_media_service.${family}.bucket
  family        = tencentci_media_service.${family}.family
  notify_config = { url = "${URL_ONE}" }
}
`;

/** A topology as HCL, with one snapshot node. */
export const topology = (prefix = "videos/"): string => `jsonencode({
  Nodes = {
    Snapshot_1 = {
      Operation = {
        TemplateId = "t0123456789abcdef0123456789abcdef"
        Output = { Region = "${REGION}", Bucket = "${BUCKET}", Object = "out/$\${RunId}/shot-$\${Number}.jpg" }
      }
      Type = "Snapshot"
    }
    Start = { Type = "Start", Input = { ObjectPrefix = "${prefix}" } }
  }
  Dependencies = { Start = "Snapshot_1", Snapshot_1 = "End" }
})`;

export const workflow = (body: string, label = "this"): string => `
${SERVICE}
resource "tencentci_media_workflow" "${label}" {
  bucket = tencentci_media_service.this.bucket
  ${body}
}
`;
