/** Third-party providers: found on this machine, or reported with a remedy. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { providerFolders, requireProviders } from "../../cli/local/providers";
import { localEnvironment } from "../../cli/local/terraform";
import { offlineConfig } from "../../local/vendor/mirror";
import { PROVIDER_EXECUTABLE } from "../../harness/executables";
import { startCloud } from "../local/support";
import { describeTerraform, installProvider, terraformWorkspace } from "../support/terraform";

function folder(files: Readonly<Record<string, string | object>> = {}): string {
  const path = mkdtempSync(join(tmpdir(), "local-providers-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), typeof content === "string" ? content : JSON.stringify(content));
  }
  return path;
}

const stackWith = (required: object) => ({
  name: "media",
  folder: folder({ "cdk.tf.json": { terraform: { required_providers: required } } }),
  dependencies: [],
});

/** An environment without settings of this machine. */
const quiet = (home: string, more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv => ({ HOME: home, ...more });

describe("folders of providers", () => {
  it("are caches, mirrors of the settings, Terraform's own folders, and those of initialised stacks", () => {
    const home = folder({
      ".terraform.d/plugins/x": "",
      ".local/share/terraform/plugins/x": "",
      ".terraformrc": `# plugin_cache_dir = "/commented"
        plugin_cache_dir = "$HOME/cache"
        provider_installation {
          filesystem_mirror {
            path    = "~/mirror"
            include = ["*/*/*"]
          }
          network_mirror {
            url = "https://example.com/"
          }
        }`,
      "cache/x": "",
      "mirror/x": "",
      "env/x": "",
      "out/stacks/media/.terraform/providers/x": "",
    });
    const found = providerFolders(quiet(home, { TF_PLUGIN_CACHE_DIR: join(home, "env") }), join(home, "out"));
    expect(found.filter((path) => path.startsWith(home)).map((path) => path.slice(home.length + 1))).toEqual([
      ...["env", "cache", "mirror", ".terraform.d/plugins", ".local/share/terraform/plugins"],
      "out/stacks/media/.terraform/providers",
    ]);
  });

  it("are not given to Terraform as a cache, into which it would put the simulated provider", () => {
    expect(localEnvironment({ TF_PLUGIN_CACHE_DIR: "/cache", HOME: "/h" }, {})).toEqual({
      HOME: "/h",
      TF_IN_AUTOMATION: "1",
    });
  });
});

describe("required providers", () => {
  const required = {
    tencentcloud: { source: "tencentcloudstack/tencentcloud", version: "1.83.25" },
    tencentci: { source: "terraform.internal/cdktf-tencentcloud-ci/tencentci", version: "1" },
    terraform: { source: "terraform.io/builtin/terraform" },
    random: { source: "hashicorp/random", version: "~> 3.6" },
    null: "3.2.0",
    toy: { source: "example.com/some/toy" },
  };

  it("are found by their addresses, in the registry of Terraform and of OpenTofu", () => {
    const mirror = folder({
      "registry.terraform.io/hashicorp/random/3.6.0/x": "",
      "registry.opentofu.org/hashicorp/null/terraform-provider-null_3.2.0_linux_amd64.zip": "",
      "example.com/some/toy/1.0.0/x": "",
    });
    expect(() => requireProviders([stackWith(required)], [folder(), mirror], {})).not.toThrow();
    expect(() => requireProviders([stackWith([required])], [mirror], {})).not.toThrow();
  });

  it("are reported with folders and a remedy if they are missing", () => {
    const empty = folder();
    const call = (): void => requireProviders([stackWith(required)], [empty], { TERRAFORM_BINARY_NAME: "tofu" });
    expect(call).toThrow(
      "(got none of hashicorp/random ~> 3.6 (stack media), hashicorp/null 3.2.0 (stack media), example.com/some/toy (stack media))",
    );
    expect(call).toThrow(`Looked in:\n  ${empty}\nSet TF_PLUGIN_CACHE_DIR to a folder and run \`tofu init\` once`);
    expect(() => requireProviders([stackWith(required)], [], {})).toThrow(/Looked in: no folder: none exists/);
  });
});

describeTerraform("a provider of others", () => {
  it("is installed from the user's mirror, beside the simulated one, and never from a registry", async () => {
    const cloud = await startCloud();
    const mirror = folder();
    const source = "registry.terraform.io/example/toy";
    await installProvider(mirror, { source, version: "1.2.3", executable: PROVIDER_EXECUTABLE });
    const config = join(folder(), "terraform.rc");
    writeFileSync(config, offlineConfig(cloud.environment()["TF_CLI_CONFIG_FILE"]!, [mirror]));
    const required_providers = {
      tencentcloud: { source: "tencentcloudstack/tencentcloud" },
      toy: { source: "example/toy" },
    };
    const main = (more: object = {}): Record<string, string> => ({
      "main.tf.json": JSON.stringify({ terraform: { required_providers: { ...required_providers, ...more } } }),
    });
    const env = { ...cloud.environment(), TF_CLI_CONFIG_FILE: config };
    const workspace = await terraformWorkspace({ config: main(), env });

    const installed = await workspace.init();
    expect(installed.text).toContain("Installed example/toy v1.2.3");
    expect(installed.text).toContain("Installed tencentcloudstack/tencentcloud");
    expect(installed.code).toBe(0);

    await workspace.configure(main({ random: { source: "hashicorp/random" } }));
    const missing = await workspace.init();
    expect(missing.code).toBe(1);
    expect(missing.text).toMatch(/hashicorp\/random was not found in any of the search locations/);
  });
});
