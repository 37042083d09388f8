import { ApiError } from "../resources/kind";
import type { Attributes, StoredResource } from "../resources/kind";
import { change, listOf, page, required } from "./action";
import type { ActionContext, Actions, Fields } from "./action";
import { mapOf } from "./members";

/** Resources that have tags: service and prefix in a resource's name → its type. */
const TYPES: Readonly<Record<string, string>> = {
  "apigw/service": "tencentcloud_api_gateway_service",
  "cam/policy": "tencentcloud_cam_policy",
  "cam/role": "tencentcloud_cam_role",
  "cls/alarm": "tencentcloud_cls_alarm",
  "cls/alarmNotice": "tencentcloud_cls_alarm_notice",
  "cls/logset": "tencentcloud_cls_logset",
  "cls/topic": "tencentcloud_cls_topic",
  "scf/namespace": "tencentcloud_scf_function",
  "tse/cngw_service": "tencentcloud_tse_cngw_service",
};
/** `qcs::scf:ap-guangzhou:uin/:namespace/default/function/name`; the account may be left out. */
const NAME = /^qcs:[^:]*:(?<service>[^:]+):[^:]*:[^:]*:(?<prefix>[^/]+)\/(?<id>.+)$/;

/** Tags, version 2018-08-13. @see https://cloud.tencent.com/document/api/651/35314 */
export const tag: Actions = {
  async ModifyResourceTags(request, context) {
    const { service, prefix, id } = NAME.exec(required(request, "Resource"))?.groups ?? {};
    const found = findTagged(service!, prefix!, id!, context);
    if (!found) throw new ApiError("ResourceNotFound", `${required(request, "Resource")} does not exist`);
    const removed = listOf(request, "DeleteTags").map(({ TagKey }) => TagKey);
    const remaining = Object.entries((found.attributes["tags"] ?? {}) as Attributes).filter(
      ([key]) => !removed.includes(key),
    );
    const tags = { ...Object.fromEntries(remaining), ...mapOf(listOf(request, "ReplaceTags"), "TagKey", "TagValue") };
    await change(found, { tags }, context);
    return {};
  },

  DescribeResourceTagsByResourceIds(request, context) {
    const [ServiceType, ResourcePrefix] = [required(request, "ServiceType"), required(request, "ResourcePrefix")];
    const ids = (request["ResourceIds"] ?? []) as readonly string[];
    const all = ids.flatMap((ResourceId): Fields[] => {
      const tags = (findTagged(ServiceType, ResourcePrefix, ResourceId, context)?.attributes["tags"] ??
        {}) as Attributes;
      return Object.entries(tags).map(([TagKey, TagValue]) => {
        const resource = { ServiceType, ResourcePrefix, ResourceId, ResourceRegion: request["ResourceRegion"] ?? "" };
        return { TagKey, TagValue, ...resource };
      });
    });
    const limit = Number(request["Limit"] ?? 15);
    return { TotalCount: all.length, Offset: request["Offset"] ?? 0, Limit: limit, Tags: page(all, request, limit) };
  },
};

/** Roles and policies are the same in every region. */
function findTagged(
  service: string,
  prefix: string,
  id: string,
  { resources, region }: ActionContext,
): StoredResource | undefined {
  const type = TYPES[`${service}/${prefix}`];
  if (type === undefined)
    throw new ApiError("InvalidParameterValue.ServiceTypeInvalid", `${service}/${prefix} has no tags here`);
  const key = service === "scf" ? id.replace("/function/", "+") : id;
  return resources.ofType(type).find((other) => other.id === key && (service === "cam" || other.region === region));
}
