import type { VendorKind } from "../kind";
import { apiGatewayApi } from "./api-gateway-api";
import { scfFunction } from "./scf-function";
import { scfFunctionAlias } from "./scf-function-alias";
import { scfTrigger } from "./scf-trigger";

/** Resource types that the provider treats specially at apply. */
export const VENDOR_KINDS: Readonly<Record<string, VendorKind>> = {
  tencentcloud_api_gateway_api: apiGatewayApi,
  tencentcloud_scf_function: scfFunction,
  tencentcloud_scf_function_alias: scfFunctionAlias,
  tencentcloud_scf_trigger: scfTrigger,
};
