import type { ResourceKind } from "../kind";
import { apiGatewayApi } from "./api-gateway-api";
import { apiGatewayService } from "./api-gateway-service";
import { apiGatewayServiceRelease } from "./api-gateway-service-release";
import { cosBucket } from "./cos-bucket";
import { scfCustomDomain } from "./scf-custom-domain";
import { scfFunction } from "./scf-function";
import { scfFunctionAlias } from "./scf-function-alias";
import { scfFunctionVersion } from "./scf-function-version";
import { scfTrigger } from "./scf-trigger";

/** Resource types with an effect in the local cloud. */
export const KINDS: Readonly<Record<string, ResourceKind>> = {
  tencentcloud_api_gateway_api: apiGatewayApi,
  tencentcloud_api_gateway_service: apiGatewayService,
  tencentcloud_api_gateway_service_release: apiGatewayServiceRelease,
  tencentcloud_cos_bucket: cosBucket,
  tencentcloud_scf_custom_domain: scfCustomDomain,
  tencentcloud_scf_function: scfFunction,
  tencentcloud_scf_function_alias: scfFunctionAlias,
  tencentcloud_scf_function_version: scfFunctionVersion,
  tencentcloud_scf_trigger: scfTrigger,
};
