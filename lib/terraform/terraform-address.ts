import { Lazy } from "cdktf";
import type { ITerraformDependable, TerraformResource } from "cdktf";

/**
 * Address of a resource, or of one of its attributes, as plain text, for `replaceTriggeredBy`: cdktf writes `${…}`
 * around the resources that it is given there, which Terraform refuses.
 */
export function addressOf(resource: TerraformResource, ...attribute: string[]): string {
  // Not before synthesis: until then the user may override the logical id.
  return Lazy.stringValue({
    produce: () => [resource.terraformResourceType, resource.friendlyUniqueId, ...attribute].join("."),
  });
}

/** Something to depend on that is found at synthesis, and not before. */
export function laterOf(find: () => ITerraformDependable): ITerraformDependable {
  return {
    get fqn() {
      return find().fqn;
    },
  };
}
