import type { StoredResource } from "../../resources/kind";
import { inRegion, required, requireResource } from "../action";
import type { ActionContext, Fields } from "../action";

export const SERVICE = "tencentcloud_api_gateway_service";
const RELEASE = "tencentcloud_api_gateway_service_release";

/** Environments, and the attribute that limits the requests of each. */
export const LIMIT_ATTRIBUTES: Readonly<Record<string, string>> = {
  test: "test_limit",
  prepub: "pre_limit",
  release: "release_limit",
};

/** The current service of a request. */
export function requireService(request: Fields, context: ActionContext): StoredResource {
  return requireResource(SERVICE, required(request, "ServiceId"), "ResourceNotFound.InvalidService", context);
}

/** The service's resources of a type. */
export function ofService(type: string, serviceId: string, context: ActionContext): StoredResource[] {
  return inRegion(type, context).filter(({ attributes }) => attributes["service_id"] === serviceId);
}

/** The current releases, of one environment or all. */
export function releasesOf(serviceId: string, context: ActionContext, environment?: string): StoredResource[] {
  return ofService(RELEASE, serviceId, context).filter(
    ({ attributes }) => environment === undefined || attributes["environment_name"] === environment,
  );
}
