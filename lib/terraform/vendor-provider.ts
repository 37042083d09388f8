import { Aspects, TerraformProvider, TerraformResource, TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import { printHcl } from "./hcl";
import { isKnown } from "../validation/check";
import { ValidationError } from "../validation/errors";

const VENDOR = "tencentcloud";

/** Providers of the vendor's resources in a construct, if they are not the stack's. */
const chosen = new WeakMap<IConstruct, TerraformProvider>();

/** Makes the vendor's resources in a construct use a provider, such as one of another region. */
export function useVendorProvider(scope: IConstruct, provider: TerraformProvider | undefined): void {
  printHcl(scope);
  if (provider === undefined) return;
  if (provider.terraformResourceType !== VENDOR) {
    const got = provider.terraformResourceType;
    throw new ValidationError(`Provider of the vendor's resources must be a ${VENDOR} one (got ${got})`, scope);
  }
  chosen.set(scope, provider);
  Aspects.of(scope).add({
    visit: (node) => {
      if (!TerraformResource.isTerraformResource(node) || !node.terraformResourceType.startsWith(`${VENDOR}_`)) return;
      node.provider ??= chosenFor(node);
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
      const used = regionOf(chosenFor(scope) ?? defaultProvider(TerraformStack.of(scope), VENDOR));
      if (!isKnown(used) || used === region) return;
      throw new ValidationError(
        `${subject} must be in the region of ${owner} (got ${region}, and ${used} of the provider): ` +
          "give vendorProvider, one with that region",
        scope,
      );
    },
  });
}

/** Region that a provider names; `undefined` if it takes the region from the environment. */
export function regionOf(provider: TerraformProvider | undefined): string | undefined {
  return (provider as { readonly region?: string } | undefined)?.region;
}

/** A provider of any bindings, including the user's own. */
export function defaultProvider(stack: TerraformStack, type: string): TerraformProvider | undefined {
  return stack.node
    .findAll()
    .filter((node) => TerraformProvider.isTerraformProvider(node))
    .find(({ terraformResourceType, alias }) => terraformResourceType === type && alias === undefined);
}

/** The choice of the nearest parent. */
export function chosenFor({ node }: IConstruct): TerraformProvider | undefined {
  return node.scopes
    .reverse()
    .map((scope) => chosen.get(scope))
    .find((provider) => provider !== undefined);
}
