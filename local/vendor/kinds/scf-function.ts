import { isSet } from "../kind";
import type { VendorKind } from "../kind";

const COS_CODE = ["cos_bucket_name", "cos_object_name", "cos_bucket_region"];

export const scfFunction: VendorKind = {
  refuse(attributes) {
    const set = COS_CODE.filter((name) => isSet(attributes, name));
    if (!isSet(attributes, "zip_file") && !isSet(attributes, "image_config") && set.length === 0) {
      return "no function code set: one of zip_file, cos_* and image_config must be given";
    }
    if (set.length > 0 && set.length < COS_CODE.length) return `${COS_CODE.join(", ")} must be given together`;
    if (isSet(attributes, "vpc_id") !== isSet(attributes, "subnet_id"))
      return "vpc_id and subnet_id must be given together";
    if (attributes["enable_eip_config"] === true && attributes["enable_public_net"] !== true) {
      return "enable_eip_config needs enable_public_net = true";
    }
    return undefined;
  },
};
