import type { ReleasedApi } from "../../ingress/routes";
import { ApiError, number, text } from "../kind";
import type { ResourceKind, ResourceStore, StoredResource } from "../kind";

const TYPE = "tencentcloud_api_gateway_service_release";
/** Attribute that only the local cloud has: the APIs at the time of their release. */
const SNAPSHOT = "_released";

/** A release: serves the current APIs of a service in an environment. Later changes need another release. */
export const apiGatewayServiceRelease: ResourceKind = {
  create(attributes, { resources, clock, region }) {
    const serviceId = text(attributes, "service_id");
    if (!resources.find({ type: "tencentcloud_api_gateway_service", id: serviceId, region })) {
      throw new ApiError("ResourceNotFound.InvalidService", `service ${serviceId} does not exist`);
    }
    const apis = resources
      .ofType("tencentcloud_api_gateway_api")
      .filter((api) => api.attributes["service_id"] === serviceId);
    if (apis.length === 0)
      throw new ApiError("UnsupportedOperation.NoApi", `service ${serviceId} has no API to release`);
    const version = clock.timestamp().replace(/\D/g, "").slice(0, 14);
    const released = apis.map((api) => releasedApi(api, region));
    return Promise.resolve({ release_version: version, [SNAPSHOT]: JSON.stringify(released) });
  },
};

/** The APIs of the latest release of a service to an environment. */
export function releasedApis(
  resources: ResourceStore,
  serviceId: string,
  environment: string,
): readonly ReleasedApi[] | undefined {
  const release = resources
    .ofType(TYPE)
    .filter(({ attributes }) => attributes["service_id"] === serviceId)
    .filter(({ attributes }) => attributes["environment_name"] === environment)
    .at(-1);
  return release && (JSON.parse(text(release.attributes, SNAPSHOT)) as ReleasedApi[]);
}

function releasedApi({ id, attributes }: StoredResource, region: string): ReleasedApi {
  return {
    apiId: id,
    method: text(attributes, "request_config_method") || "GET",
    path: text(attributes, "request_config_path"),
    function: {
      region,
      namespace: text(attributes, "service_config_scf_function_namespace") || "default",
      name: text(attributes, "service_config_scf_function_name"),
    },
    qualifier: text(attributes, "service_config_scf_function_qualifier") || "$LATEST",
    isIntegrated: attributes["service_config_scf_is_integrated_response"] === true,
    isBase64Encoded: attributes["is_base64_encoded"] === true,
    timeoutS: number(attributes, "service_config_timeout", 5),
  };
}
