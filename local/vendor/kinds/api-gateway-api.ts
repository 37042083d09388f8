import { isSet } from "../kind";
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
    const missing = FOR_SCF.filter((name) => !isSet(attributes, name));
    return missing.length > 0 ? `${missing.join(", ")} must be given with service_config_type SCF` : undefined;
  },

  /**
   * For a changed `release_limit` or `test_limit` the provider sends the value of `pre_limit`, or 0 if that has not
   * changed.
   *
   * @see resource_tc_api_gateway_api.go of the provider, `ModifyApiEnvironmentStrategy`
   */
  sentAttributes(attributes, prior) {
    const isChanged = (name: string): boolean => isSet(attributes, name) && attributes[name] !== prior[name];
    const preLimit = isChanged("pre_limit") ? attributes["pre_limit"]! : 0;
    const changed = ["release_limit", "test_limit"].filter(isChanged);
    return { ...attributes, ...Object.fromEntries(changed.map((name) => [name, preLimit])) };
  },
};
