import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { VENDOR_VERSION, writeMirror } from "../../local/vendor/mirror";
import { VENDOR_EXECUTABLE } from "../../harness/executables";
import { describeTerraform, installProvider, terraformWorkspace } from "../support/terraform";

describeTerraform("the mirror of the local cloud under real Terraform", () => {
  it("serves the vendor's address and leaves terraform.d/plugins of the working directory in use", async () => {
    const folder = await mkdtemp(join(tmpdir(), "mirror-test-"));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const cliConfig = await writeMirror(folder, VENDOR_EXECUTABLE);
    const workspace = await terraformWorkspace({
      config: `terraform {
        required_providers {
          tencentcloud = { source = "tencentcloudstack/tencentcloud" }
          bundled      = { source = "terraform.internal/example/bundled" }
        }
      }`,
      env: { TF_CLI_CONFIG_FILE: cliConfig },
    });
    const plugin = join(folder, "bundled");
    await writeFile(plugin, "#!/bin/sh\n");
    const source = "terraform.internal/example/bundled";
    await installProvider(join(workspace.directory, "terraform.d/plugins"), {
      source,
      version: "1.2.3",
      executable: plugin,
    });

    const { code, text } = await workspace.init();

    expect(text).toContain(`Installed tencentcloudstack/tencentcloud v${VENDOR_VERSION}`);
    expect(text).toContain("Installed terraform.internal/example/bundled v1.2.3");
    expect(code).toBe(0);
  }, 180_000);
});
