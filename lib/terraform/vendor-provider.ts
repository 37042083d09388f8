import { Aspects, TerraformProvider, TerraformResource, TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import { printHcl } from "./hcl";
import { isKnown } from "../validation/check";
import { ValidationError } from "../validation/errors";

const VENDOR = "tencentcloud";

/** Providers of the vendor's resources in a construct, where they differ from the stack's. */
const providersByScope = new WeakMap<IConstruct, TerraformProvider>();

/** Makes the vendor's resources in a construct use a provider, such as one of another region. */
export function useVendorProvider(scope: IConstruct, provider: TerraformProvider | undefined): void {
  printHcl(scope);
  if (provider === undefined) return;
  if (provider.terraformResourceType !== VENDOR) {
    const got = provider.terraformResourceType;
    throw new ValidationError(`Provider of the vendor's resources must be a ${VENDOR} one (got ${got})`, scope);
  }
  providersByScope.set(scope, provider);
  Aspects.of(scope).add({
    visit: (node) => {
      if (!TerraformResource.isTerraformResource(node) || !node.terraformResourceType.startsWith(`${VENDOR}_`)) return;
      node.provider ??= vendorProviderFor(node);
    },
  });
}

/**
 * Refuses, at synthesis, a region that differs from the region of the vendor's provider: COS only starts functions of
 * its own region. A region that is not known at synthesis is not compared.
 *
 * @param subject name of the object with the region, for the error
 * @param owner what uses the provider's region, for the error
 */
export function requireRegion(
  scope: IConstruct,
  subject: string,
  region: string | undefined,
  owner = "the functions",
): void {
  if (!isKnown(region)) return;
  Aspects.of(scope).add({
    visit: (node) => {
      if (node !== scope) return;
      const providerRegion = regionOf(vendorProviderFor(scope) ?? defaultProvider(TerraformStack.of(scope), VENDOR));
      if (!isKnown(providerRegion) || providerRegion === region) return;
      throw new ValidationError(
        `${subject} must be in the region of ${owner} (got ${region}, and ${providerRegion} of the provider): ` +
          "set vendorProvider to one with that region",
        scope,
      );
    },
  });
}

/** Region that a provider names; `undefined` if it takes the region from the environment. */
export function regionOf(provider: TerraformProvider | undefined): string | undefined {
  return (provider as { readonly region?: string } | undefined)?.region;
}

/** The provider without an alias, from any bindings, including the user's own. */
export function defaultProvider(stack: TerraformStack, type: string): TerraformProvider | undefined {
  return stack.node
    .findAll()
    .filter((node) => TerraformProvider.isTerraformProvider(node))
    .find(({ terraformResourceType, alias }) => terraformResourceType === type && alias === undefined);
}

/** The provider that `useVendorProvider` set for the construct or its nearest parent. */
export function vendorProviderFor({ node }: IConstruct): TerraformProvider | undefined {
  return node.scopes
    .reverse()
    .map((scope) => providersByScope.get(scope))
    .find((provider) => provider !== undefined);
}
