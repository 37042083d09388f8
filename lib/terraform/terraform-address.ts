import { Lazy } from "cdktf";
import type { ITerraformDependable, TerraformResource } from "cdktf";

/**
 * Address of a resource, or of one of its attributes, as plain text, for `replaceTriggeredBy`: cdktf wraps resources
 * there in `${…}`, which Terraform refuses.
 */
export function addressOf(resource: TerraformResource, ...attribute: string[]): string {
  // Resolved at synthesis: until then the user may override the logical id.
  return Lazy.stringValue({
    produce: () => [resource.terraformResourceType, resource.friendlyUniqueId, ...attribute].join("."),
  });
}

/** A dependency that is determined at synthesis. */
export function lazyDependable(find: () => ITerraformDependable): ITerraformDependable {
  return {
    get fqn() {
      return find().fqn;
    },
  };
}
