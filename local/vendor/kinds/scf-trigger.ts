import { text } from "../../resources/kind";
import { isSet } from "../kind";
import type { VendorKind } from "../kind";

const COS_NAME = /^[a-z0-9-]+\.cos\.[a-z0-9-]+\.myqcloud\.com$/;

export const scfTrigger: VendorKind = {
  refuse(attributes) {
    if (attributes["type"] === "http") {
      // After creation the state has the platform's own name, which the provider sends again.
      return isSet(attributes, "trigger_name") && !isSet(attributes, "id")
        ? "trigger_name must not be given with type http: the platform names function URLs itself"
        : undefined;
    }
    if (!isSet(attributes, "trigger_name")) return `trigger_name must be given with type ${text(attributes, "type")}`;
    if (attributes["type"] === "cos" && !COS_NAME.test(text(attributes, "trigger_name"))) {
      return "trigger_name of type cos must be <bucket>.cos.<region>.myqcloud.com";
    }
    return undefined;
  },
};
