import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { App, TerraformStack } from "cdktf";
import { describe, expect, it, vi } from "vitest";
import { MediaService, TencentciProvider, TencentcloudProvider } from "../../../lib";
import { version } from "../../../package.json";
import { newApp, newStack, synth } from "../support";

const BUCKET = "media-1250000000";

describe("TencentciProvider", () => {
  it("is created at synthesis if the stack has none, for the region of the vendor's provider", () => {
    const stack = newStack();
    new MediaService(stack, "A", { bucket: BUCKET });
    new MediaService(stack, "B", { bucket: BUCKET });
    expect(synth(stack).provider!.tencentci).toEqual([{ region: "ap-guangzhou" }]);
    expect(synth(stack).provider!.tencentci).toHaveLength(1);
  });

  it("shares keys and role of the vendor's provider", () => {
    const stack = new TerraformStack(newApp(), "stack");
    new MediaService(stack, "A", { bucket: BUCKET });
    const keys = { secretId: "${var.id}", secretKey: "${var.key}" };
    new TencentcloudProvider(stack, "Cloud", { ...keys, assumeRole: [{ roleArn: "r", sessionName: "s" }] });
    expect(synth(stack).provider!.tencentci).toEqual([
      {
        secret_id: "${var.id}",
        secret_key: "${var.key}",
        assume_role: { role_arn: "r", session_name: "s" },
      },
    ]);
  });

  it.each(["before", "after"])("may be created by the user %s the constructs that need it", (when) => {
    const stack = newStack();
    const create = (): unknown => new TencentciProvider(stack, "Mine", { region: "ap-beijing" });
    if (when === "before") create();
    new MediaService(stack, "A", { bucket: BUCKET });
    if (when === "after") create();
    expect(synth(stack).provider!.tencentci).toEqual([{ region: "ap-beijing" }]);
  });

  it("is not created for constructs that name their provider", () => {
    const stack = newStack();
    const provider = new TencentciProvider(stack, "Beijing", { region: "ap-beijing", alias: "beijing" });
    new MediaService(stack, "A", { bucket: BUCKET, provider });
    expect(synth(stack).provider!.tencentci).toEqual([{ alias: "beijing", region: "ap-beijing" }]);
  });

  it("requires exactly the version of this package, from a host that no registry can have", () => {
    const stack = newStack();
    new TencentciProvider(stack, "Provider");
    expect(synth(stack).terraform!.required_providers).toMatchObject({
      tencentci: { source: "terraform.internal/cdktf-tencentcloud-ci/tencentci", version },
    });
  });

  it("warns if the cdktf CLI would ask registries for it", () => {
    const warnings = (env: Readonly<Record<string, string>>): unknown[] => {
      for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
      const stack = newStack();
      const { node } = new TencentciProvider(stack, "Provider");
      vi.unstubAllEnvs();
      return node.metadata.filter(({ type }) => type === "@cdktf/warn").map(({ data }) => data as unknown);
    };
    const advice = [expect.stringContaining("set CDKTF_SKIP_PROVIDER_LOCK=true")];
    expect(warnings({ SYNTH_HCL_OUTPUT: "false", CDKTF_SKIP_PROVIDER_LOCK: "" })).toEqual(advice);
    expect(warnings({ SYNTH_HCL_OUTPUT: "false", CDKTF_SKIP_PROVIDER_LOCK: "true" })).toEqual([]);
    expect(warnings({})).toEqual([]);
  });

  it("installs its executable for every platform where Terraform looks without a registry", () => {
    const stack = newStack();
    new TencentciProvider(stack, "Provider");
    const app = App.of(stack);
    app.synth();

    const folder = join(
      app.outdir,
      "stacks/stack/terraform.d/plugins/terraform.internal/cdktf-tencentcloud-ci/tencentci",
      version,
    );
    const scripts = ["darwin_amd64", "darwin_arm64", "linux_amd64", "linux_arm64"];
    expect(readdirSync(folder).sort()).toEqual([...scripts, "windows_amd64", "windows_arm64"]);
    expect(readdirSync(join(folder, "windows_amd64")).sort()).toEqual([
      "tencentci.cjs",
      `terraform-provider-tencentci_v${version}.cmd`,
    ]);
    for (const platform of scripts) {
      const { mode, size } = statSync(join(folder, platform, `terraform-provider-tencentci_v${version}`));
      expect(mode & 0o777).toBe(0o755);
      expect(size).toBeGreaterThan(0);
    }
  });
});
