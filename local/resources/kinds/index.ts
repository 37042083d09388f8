import type { ResourceKind } from "../kind";
import { apiGatewayApi } from "./api-gateway-api";
import { apiGatewayCustomDomain } from "./api-gateway-custom-domain";
import { apiGatewayService } from "./api-gateway-service";
import { apiGatewayServiceRelease } from "./api-gateway-service-release";
import { camRole } from "./cam-role";
import { camRolePolicyAttachment } from "./cam-role-policy-attachment";
import { CI_MEDIA_TEMPLATES } from "./ci-media-template";
import { ckafkaTopic } from "./ckafka-topic";
import { clsAlarmNotice } from "./cls-alarm-notice";
import { clsLogset } from "./cls-logset";
import { clsTopic } from "./cls-topic";
import { cosBucket } from "./cos-bucket";
import { scfCustomDomain } from "./scf-custom-domain";
import { scfFunction } from "./scf-function";
import { scfFunctionAlias } from "./scf-function-alias";
import { scfFunctionEventInvokeConfig } from "./scf-function-event-invoke-config";
import { scfFunctionVersion } from "./scf-function-version";
import { scfProvisionedConcurrencyConfig } from "./scf-provisioned-concurrency-config";
import { scfReservedConcurrencyConfig } from "./scf-reserved-concurrency-config";
import { scfTrigger } from "./scf-trigger";

/** Resource types with an effect in the local cloud. */
export const KINDS: Readonly<Record<string, ResourceKind>> = {
  tencentcloud_api_gateway_api: apiGatewayApi,
  tencentcloud_api_gateway_custom_domain: apiGatewayCustomDomain,
  tencentcloud_api_gateway_service: apiGatewayService,
  tencentcloud_api_gateway_service_release: apiGatewayServiceRelease,
  tencentcloud_cam_role: camRole,
  tencentcloud_cam_role_policy_attachment: camRolePolicyAttachment,
  ...CI_MEDIA_TEMPLATES,
  tencentcloud_ckafka_topic: ckafkaTopic,
  tencentcloud_cls_alarm_notice: clsAlarmNotice,
  tencentcloud_cls_logset: clsLogset,
  tencentcloud_cls_topic: clsTopic,
  tencentcloud_cos_bucket: cosBucket,
  tencentcloud_scf_custom_domain: scfCustomDomain,
  tencentcloud_scf_function: scfFunction,
  tencentcloud_scf_function_alias: scfFunctionAlias,
  tencentcloud_scf_function_event_invoke_config: scfFunctionEventInvokeConfig,
  tencentcloud_scf_function_version: scfFunctionVersion,
  tencentcloud_scf_provisioned_concurrency_config: scfProvisionedConcurrencyConfig,
  tencentcloud_scf_reserved_concurrency_config: scfReservedConcurrencyConfig,
  tencentcloud_scf_trigger: scfTrigger,
};
