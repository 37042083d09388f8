/**
 * Actions that the vendor's provider needs for each type of resource: its calls, measured at version 1.83.25; changes
 * that were not measured follow its source. Services have CAM's names, which sometimes differ from those of the API.
 */

/** Actions of a type of resource. */
export interface TypeActions {
  /** Actions of a refresh, with which plan, apply and destroy begin. */
  readonly read: readonly string[];
  /** Actions to create and to change. */
  readonly write: readonly string[];
  readonly remove: readonly string[];
}

const of = (service: string, read: string, write: string, remove: string): TypeActions => {
  const names = (list: string): string[] =>
    list
      .split(" ")
      .filter((name) => name !== "")
      .map((name) => (name.includes(":") ? name : `${service}:${name}`));
  return { read: names(read), write: names(write), remove: names(remove) };
};

const TAGS = "tag:DescribeResourceTagsByResourceIds";
const TAG = "tag:ModifyResourceTags";

/** Each refresh reads all settings of a bucket. @see https://www.tencentcloud.com/document/product/598/57092 */
const BUCKET_READ = [
  ...["HeadBucket", "GetBucketACL", "GetBucketAccelerate", "GetBucketCORS", "GetBucketDomain", "GetBucketEncryption"],
  ...["GetBucketIntelligentTiering", "GetBucketLifecycle", "GetBucketLogging", "GetBucketObjectLockConfiguration"],
  ...["GetBucketOrigin", "GetBucketReplication", "GetBucketTagging", "GetBucketVersioning", "GetBucketWebsite"],
].join(" ");
const BUCKET_WRITE = "PutBucket PutBucketACL PutBucketLifecycle PutBucketTagging DeleteBucketTagging";

export const VENDOR_TYPES: Readonly<Record<string, TypeActions>> = {
  tencentcloud_api_gateway_api: of(
    "apigw",
    "DescribeApi DescribeApiEnvironmentStrategy",
    "CreateApi ModifyApi ModifyApiEnvironmentStrategy DescribeService",
    "DeleteApi ModifyApiEnvironmentStrategy",
  ),
  tencentcloud_api_gateway_custom_domain: of(
    "apigw",
    "DescribeServiceSubDomains DescribeServiceSubDomainMappings",
    "BindSubDomain ModifySubDomain",
    "UnBindSubDomain",
  ),
  tencentcloud_api_gateway_ip_strategy: of(
    "apigw",
    "DescribeIPStrategy",
    "CreateIPStrategy ModifyIPStrategy",
    "DeleteIPStrategy",
  ),
  tencentcloud_api_gateway_service: of(
    "apigw",
    `DescribeService DescribeServiceUsagePlan DescribeApiUsagePlan DescribeServiceEnvironmentStrategy ${TAGS}`,
    `CreateService ModifyService ModifyServiceEnvironmentStrategy ${TAG}`,
    "DeleteService UnReleaseService",
  ),
  tencentcloud_api_gateway_service_release: of(
    "apigw",
    "DescribeServiceEnvironmentReleaseHistory",
    "ReleaseService DescribeService",
    "UnReleaseService",
  ),
  tencentcloud_api_gateway_strategy_attachment: of("apigw", "DescribeIPStrategy", "BindIPStrategy", "UnBindIPStrategy"),
  tencentcloud_cam_policy: of("cam", "GetPolicy", "CreatePolicy UpdatePolicy", "DeletePolicy"),
  tencentcloud_cam_role: of(
    "cam",
    `DescribeRoleList ${TAGS}`,
    `CreateRole UpdateAssumeRolePolicy UpdateRoleDescription ${TAG}`,
    "DeleteRole",
  ),
  tencentcloud_cam_role_policy_attachment: of(
    "cam",
    "ListAttachedRolePolicies",
    "AttachRolePolicy",
    "DetachRolePolicy",
  ),
  tencentcloud_ckafka_topic: of(
    "ckafka",
    "DescribeInstanceAttributes DescribeTopicDetail DescribeTopicAttributes",
    "CreateTopic CreatePartition ModifyTopicAttributes",
    "DeleteTopic",
  ),
  tencentcloud_cls_alarm: of("cls", `DescribeAlarms ${TAGS}`, `CreateAlarm ModifyAlarm ${TAG}`, "DeleteAlarm"),
  tencentcloud_cls_alarm_notice: of(
    "cls",
    `DescribeAlarmNotices ${TAGS}`,
    `CreateAlarmNotice ModifyAlarmNotice ${TAG}`,
    "DeleteAlarmNotice",
  ),
  tencentcloud_cls_index: of("cls", "DescribeIndex", "CreateIndex ModifyIndex", "DeleteIndex"),
  tencentcloud_cls_logset: of("cls", `DescribeLogsets ${TAGS}`, `CreateLogset ModifyLogset ${TAG}`, "DeleteLogset"),
  tencentcloud_cls_topic: of("cls", `DescribeTopics ${TAGS}`, `CreateTopic ModifyTopic ${TAG}`, "DeleteTopic"),
  tencentcloud_cos_bucket: of("name/cos", BUCKET_READ, BUCKET_WRITE, "DeleteBucket"),
  tencentcloud_scf_custom_domain: of(
    "scf",
    "GetCustomDomain",
    "CreateCustomDomain UpdateCustomDomain",
    "DeleteCustomDomain",
  ),
  tencentcloud_scf_function: of(
    "scf",
    "GetFunction",
    `CreateFunction UpdateFunctionCode UpdateFunctionConfiguration ${TAG}`,
    "DeleteFunction",
  ),
  tencentcloud_scf_function_alias: of("scf", "GetAlias", "CreateAlias UpdateAlias", "DeleteAlias"),
  tencentcloud_scf_function_event_invoke_config: of(
    "scf",
    "GetFunctionEventInvokeConfig",
    "UpdateFunctionEventInvokeConfig",
    "",
  ),
  tencentcloud_scf_function_version: of("scf", "GetFunction", "PublishVersion", "DeleteFunction"),
  tencentcloud_scf_provisioned_concurrency_config: of(
    "scf",
    "GetProvisionedConcurrencyConfig",
    "PutProvisionedConcurrencyConfig",
    "DeleteProvisionedConcurrencyConfig",
  ),
  tencentcloud_scf_reserved_concurrency_config: of(
    "scf",
    "GetReservedConcurrencyConfig",
    "PutReservedConcurrencyConfig",
    "DeleteReservedConcurrencyConfig",
  ),
  tencentcloud_scf_trigger: of("scf", "ListTriggers", "CreateTrigger UpdateTrigger", "DeleteTrigger"),
  tencentcloud_tse_cngw_route: of(
    "tse",
    "DescribeCloudNativeAPIGatewayRoutes",
    "CreateCloudNativeAPIGatewayRoute ModifyCloudNativeAPIGatewayRoute",
    "DeleteCloudNativeAPIGatewayRoute",
  ),
  tencentcloud_tse_cngw_route_rate_limit: of(
    "tse",
    "DescribeCloudNativeAPIGatewayRouteRateLimit",
    "CreateCloudNativeAPIGatewayRouteRateLimit ModifyCloudNativeAPIGatewayRouteRateLimit",
    "DeleteCloudNativeAPIGatewayRouteRateLimit",
  ),
  tencentcloud_tse_cngw_service: of(
    "tse",
    `DescribeOneCloudNativeAPIGatewayService ${TAGS}`,
    `CreateCloudNativeAPIGatewayService ModifyCloudNativeAPIGatewayService ${TAG}`,
    "DeleteCloudNativeAPIGatewayService",
  ),
};
