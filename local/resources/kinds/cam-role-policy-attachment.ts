import { text } from "../kind";
import type { Attributes, ResourceKind } from "../kind";

/** Attaches a policy of the account to a role. The provider also reads the policy's name. */
export const camRolePolicyAttachment: ResourceKind = {
  create: () => Promise.resolve({ policy_type: "User" }),

  read({ attributes }, { resources }): Attributes {
    const policy = resources.ofType("tencentcloud_cam_policy").find(({ id }) => id === attributes["policy_id"]);
    return policy ? { policy_name: text(policy.attributes, "name") } : {};
  },
};
