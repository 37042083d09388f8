import { text } from "../kind";
import type { ResourceKind } from "../kind";

/** Owner of the local cloud's account. */
export const OWNER_UIN = "100000000001";

export const camRole: ResourceKind = {
  create(attributes) {
    return Promise.resolve({ role_arn: `qcs::cam::uin/${OWNER_UIN}:roleName/${text(attributes, "name")}` });
  },
};
