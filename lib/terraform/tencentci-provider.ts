import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Aspects, TerraformStack } from "cdktf";
import type { Construct, IConstruct } from "constructs";
import { TencentciProvider as GeneratedProvider } from "#tencentci/provider";
import type { TencentciProviderConfig } from "#tencentci/provider";
import type { TencentcloudProviderConfig } from "#tencentcloud/provider";
import { ValidationError } from "../validation/errors";
import { StackFile } from "./stack-file";
import { defaultProvider } from "./vendor-provider";

/** Platforms on which one script, started by its first line, is an executable. */
const PLATFORMS = ["linux_amd64", "linux_arm64", "darwin_amd64", "darwin_arm64"];

/** The built executable, seen from dist/lib/terraform/ and from lib/terraform/. */
const EXECUTABLES = ["../../provider", "../../dist/provider"].map((folder) =>
  join(__dirname, folder, "terraform-provider-tencentci"),
);

/** Stacks that get a provider if they have none when they are synthesized. */
const watched = new WeakSet<TerraformStack>();

/**
 * The `tencentci` Terraform provider: CI's queues and workflows, which the vendor's provider lacks. At synthesis it
 * installs itself into the stack's `terraform.d/plugins`, where `terraform init` finds it without a registry; it needs
 * `node` on Terraform's PATH.
 *
 * A stack that uses media constructs gets one by itself, with region and keys of the stack's `tencentcloud` provider.
 */
export class TencentciProvider extends GeneratedProvider {
  /** Sees to it that the stack of `scope` has a default `tencentci` provider once it is synthesized. */
  public static ensure(scope: IConstruct): void {
    const stack = TerraformStack.of(scope);
    if (watched.has(stack)) return;
    watched.add(stack);
    Aspects.of(stack).add({
      visit: (node) => {
        if (node !== stack || defaultProvider(stack, "tencentci")) return;
        new TencentciProvider(stack, "TencentciProvider", sameAccount(stack));
      },
    });
  }

  constructor(scope: Construct, id: string, config: TencentciProviderConfig = {}) {
    super(scope, id, config);
    const source = this.terraformProviderSource!;
    const version = this.terraformGeneratorMetadata!.providerVersionConstraint!;
    for (const platform of PLATFORMS) {
      new StackFile(this, platform, {
        path: `terraform.d/plugins/${source}/${version}/${platform}/terraform-provider-tencentci_v${version}`,
        content: () => executable(this),
        mode: 0o755,
      });
    }
  }
}

function executable(scope: IConstruct): Uint8Array {
  const path = EXECUTABLES.find((candidate) => existsSync(candidate));
  if (path) return readFileSync(path);
  throw new ValidationError(
    `The provider's executable is missing (looked for ${EXECUTABLES.join(", ")}); reinstall cdktf-tencentcloud-ci, or \`npm run build\` in a clone`,
    scope,
  );
}

/** What the vendor's provider was told, so that nobody has to say it twice; the rest comes from the environment. */
function sameAccount(stack: TerraformStack): TencentciProviderConfig {
  type Vendor = Omit<TencentciProviderConfig, "assumeRole"> & Pick<TencentcloudProviderConfig, "assumeRole">;
  const vendor: Vendor = defaultProvider(stack, "tencentcloud") ?? {};
  const { region, secretId, secretKey, securityToken, profile, sharedCredentialsDir } = vendor;
  const assumeRole = Array.isArray(vendor.assumeRole) ? vendor.assumeRole[0] : undefined;
  return { region, secretId, secretKey, securityToken, profile, sharedCredentialsDir, assumeRole };
}
