/**
 * Bindings of the vendor's provider `tencentcloud` for the resources that the constructs create: use them to find
 * resources in tests, to override them, and to import resources.
 */
export { ApiGatewayApi } from "#tencentcloud/api-gateway-api";
export { ApiGatewayCustomDomain } from "#tencentcloud/api-gateway-custom-domain";
export { ApiGatewayIpStrategy } from "#tencentcloud/api-gateway-ip-strategy";
export { ApiGatewayService } from "#tencentcloud/api-gateway-service";
export { ApiGatewayServiceRelease } from "#tencentcloud/api-gateway-service-release";
export { ApiGatewayStrategyAttachment } from "#tencentcloud/api-gateway-strategy-attachment";
export { CamPolicy } from "#tencentcloud/cam-policy";
export { CamRole } from "#tencentcloud/cam-role";
export { CamRolePolicyAttachment } from "#tencentcloud/cam-role-policy-attachment";
export { CkafkaTopic } from "#tencentcloud/ckafka-topic";
export { ClsAlarm } from "#tencentcloud/cls-alarm";
export { ClsAlarmNotice } from "#tencentcloud/cls-alarm-notice";
export { ClsIndex } from "#tencentcloud/cls-index";
export { ClsLogset } from "#tencentcloud/cls-logset";
export { ClsTopic } from "#tencentcloud/cls-topic";
export { CosBucket } from "#tencentcloud/cos-bucket";
export { TencentcloudProvider } from "#tencentcloud/provider";
export { ScfCustomDomain } from "#tencentcloud/scf-custom-domain";
export { ScfFunction } from "#tencentcloud/scf-function";
export { ScfFunctionAlias } from "#tencentcloud/scf-function-alias";
export { ScfFunctionEventInvokeConfig } from "#tencentcloud/scf-function-event-invoke-config";
export { ScfFunctionVersion } from "#tencentcloud/scf-function-version";
export { ScfProvisionedConcurrencyConfig } from "#tencentcloud/scf-provisioned-concurrency-config";
export { ScfReservedConcurrencyConfig } from "#tencentcloud/scf-reserved-concurrency-config";
export { ScfTrigger } from "#tencentcloud/scf-trigger";
export { TseCngwRoute } from "#tencentcloud/tse-cngw-route";
export { TseCngwRouteRateLimit } from "#tencentcloud/tse-cngw-route-rate-limit";
export { TseCngwService } from "#tencentcloud/tse-cngw-service";
