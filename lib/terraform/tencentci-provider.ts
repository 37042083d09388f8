import { Annotations, Aspects, TerraformStack } from "cdktf";
import type { Construct, IConstruct } from "constructs";
import { TencentciProvider as GeneratedProvider } from "#tencentci/provider";
import type { TencentciProviderConfig } from "#tencentci/provider";
import type { TencentcloudProviderConfig } from "#tencentcloud/provider";
import { ValidationError } from "../validation/errors";
import { providerFiles } from "./provider-files";
import type { ProviderFile } from "./provider-files";
import { StackFile } from "./stack-file";
import { defaultProvider } from "./vendor-provider";

/** Stacks that get a provider at synthesis if they have none. */
const ensuredStacks = new WeakSet<TerraformStack>();

/**
 * The `tencentci` Terraform provider: CI's queues and workflows, which the vendor's provider lacks. At synthesis it
 * installs itself into the stack's `terraform.d/plugins`, where `terraform init` finds it without a registry. It needs
 * `node` on Terraform's PATH.
 *
 * Media constructs add it to their stack, with region and keys of the stack's `tencentcloud` provider.
 */
export class TencentciProvider extends GeneratedProvider {
  /** Makes sure that the stack of `scope` has a default `tencentci` provider at synthesis. */
  public static ensure(scope: IConstruct): void {
    const stack = TerraformStack.of(scope);
    if (ensuredStacks.has(stack)) return;
    ensuredStacks.add(stack);
    Aspects.of(stack).add({
      visit: (node) => {
        if (node !== stack || defaultProvider(stack, "tencentci")) return;
        new TencentciProvider(stack, "TencentciProvider", sameAccount(stack));
      },
    });
  }

  constructor(scope: Construct, id: string, config: TencentciProviderConfig = {}) {
    super(scope, id, config);
    warnOfLocking(this);
    const source = this.terraformProviderSource!;
    const version = this.terraformGeneratorMetadata!.providerVersionConstraint!;
    for (const { id: child, ...file } of providerFiles(source, version)) {
      new StackFile(this, child, {
        ...file,
        path: `terraform.d/plugins/${file.path}`,
        content: () => contentOf(this, file),
      });
    }
  }
}

/** `cdktf deploy` asks registries for checksums, and fails for a provider that no registry has. */
function warnOfLocking(scope: IConstruct): void {
  // Only the cdktf command line sets the first variable, and it always does.
  if (process.env["SYNTH_HCL_OUTPUT"] === undefined || process.env["CDKTF_SKIP_PROVIDER_LOCK"]) return;
  Annotations.of(scope).addWarning(
    'cdktf deploy will fail with "Could not retrieve providers for locking", since tencentci comes with the stack and is in no ' +
      "registry: set CDKTF_SKIP_PROVIDER_LOCK=true",
  );
}

function contentOf(scope: IConstruct, { content }: Pick<ProviderFile, "content">): Uint8Array {
  try {
    return content();
  } catch (error) {
    throw new ValidationError((error as Error).message, scope);
  }
}

/** Copies region and keys of the vendor's provider, so they are set once; the rest comes from the environment. */
function sameAccount(stack: TerraformStack): TencentciProviderConfig {
  type Vendor = Omit<TencentciProviderConfig, "assumeRole"> & Pick<TencentcloudProviderConfig, "assumeRole">;
  const vendor: Vendor = defaultProvider(stack, "tencentcloud") ?? {};
  const { region, secretId, secretKey, securityToken, profile, sharedCredentialsDir } = vendor;
  const assumeRole = Array.isArray(vendor.assumeRole) ? vendor.assumeRole[0] : undefined;
  return { region, secretId, secretKey, securityToken, profile, sharedCredentialsDir, assumeRole };
}
