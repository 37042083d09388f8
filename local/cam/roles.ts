import { text } from "../resources/kind";
import type { ResourceStore } from "../resources/kind";
import { allows, statementsOf } from "./policy";

/** Checks the permissions of a role. */
export interface Caller {
  /** Reason why an action on a resource is refused; `undefined` if it is allowed. */
  refusal(action: string, resource: string): string | undefined;
}

/**
 * A role with the policies that are attached to it at the time of a call. A role that no stack created may do
 * everything.
 */
export function roleCaller(name: string, resources: Pick<ResourceStore, "ofType">): Caller {
  return {
    refusal(action, resource) {
      const statements = policiesOf(name, resources)?.flatMap(statementsOf);
      if (statements === undefined || allows(statements, action, resource)) return undefined;
      return `role ${name} is not allowed ${action} on ${resource}`;
    },
  };
}

/** Documents of the policies that are attached to a role; `undefined` for a role that no stack created. */
function policiesOf(name: string, resources: Pick<ResourceStore, "ofType">): string[] | undefined {
  const role = resources.ofType("tencentcloud_cam_role").find(({ attributes }) => attributes["name"] === name);
  if (!role) return undefined;
  const attached = resources
    .ofType("tencentcloud_cam_role_policy_attachment")
    .filter(({ attributes }) => attributes["role_id"] === role.id)
    .map(({ attributes }) => attributes["policy_id"]);
  return resources
    .ofType("tencentcloud_cam_policy")
    .filter(({ id }) => attached.includes(id))
    .map(({ attributes }) => text(attributes, "document"));
}
