import { has } from "../kind";
import type { VendorKind } from "../kind";

const FOR_SCF = [
  "service_config_scf_function_name",
  "service_config_scf_function_namespace",
  "service_config_scf_function_qualifier",
  "service_config_scf_function_type",
];

export const apiGatewayApi: VendorKind = {
  refuse(attributes) {
    if (attributes["service_config_type"] !== "SCF") return undefined;
    const missing = FOR_SCF.filter((name) => !has(attributes, name));
    return missing.length > 0 ? `${missing.join(", ")} must be given with service_config_type SCF` : undefined;
  },
};
