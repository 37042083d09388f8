import { Aspects, TerraformProvider, TerraformResource, TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import { printHcl } from "./hcl";
import { isKnown } from "../validation/check";
import { ValidationError } from "../validation/errors";

const VENDOR = "tencentcloud";

/** Providers that the resources of a construct use, where they are not the stack's. */
const chosen = new WeakMap<IConstruct, TerraformProvider>();

/** Has the vendor's resources in a construct use a provider, such as one of another region. */
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
 * Refuses, at synthesis, a region that is not that of the vendor's provider in use: COS starts no function of another
 * one. What is not known then is not compared.
 *
 * @param subject names what has the region in the error
 */
export function requireRegion(scope: IConstruct, subject: string, region: string | undefined): void {
  if (!isKnown(region)) return;
  Aspects.of(scope).add({
    visit: (node) => {
      if (node !== scope) return;
      const used = regionOf(chosenFor(scope) ?? defaultProvider(TerraformStack.of(scope), VENDOR));
      if (!isKnown(used) || used === region) return;
      throw new ValidationError(
        `${subject} must be in the region of the functions (got ${region}, and ${used} of the provider): ` +
          "give vendorProvider, one with that region",
        scope,
      );
    },
  });
}

/** Region that a provider names; `undefined` for one that takes it from the environment. */
export function regionOf(provider: TerraformProvider | undefined): string | undefined {
  return (provider as { readonly region?: string } | undefined)?.region;
}

/** A provider of any bindings, the user's own included. */
export function defaultProvider(stack: TerraformStack, type: string): TerraformProvider | undefined {
  return stack.node
    .findAll()
    .filter((node) => TerraformProvider.isTerraformProvider(node))
    .find(({ terraformResourceType, alias }) => terraformResourceType === type && alias === undefined);
}

/** The innermost choice. */
export function chosenFor({ node }: IConstruct): TerraformProvider | undefined {
  return node.scopes
    .reverse()
    .map((scope) => chosen.get(scope))
    .find((provider) => provider !== undefined);
}
