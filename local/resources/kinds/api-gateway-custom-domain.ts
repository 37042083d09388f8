import { ApiError, text } from "../kind";
import type { ResourceKind } from "../kind";

/**
 * The user's own host name for a service. The provider takes the binding from the id, which contains the first host
 * name: an update with another name fails.
 */
export const apiGatewayCustomDomain: ResourceKind = {
  create(attributes, { resources, region }) {
    const serviceId = text(attributes, "service_id");
    if (!resources.find({ type: "tencentcloud_api_gateway_service", id: serviceId, region })) {
      throw new ApiError("ResourceNotFound.InvalidService", `service ${serviceId} does not exist`);
    }
    return Promise.resolve({ id: [serviceId, text(attributes, "sub_domain")].join("#"), status: 1 });
  },

  update(attributes, { id }) {
    const [serviceId, bound] = id.split("#");
    const domain = text(attributes, "sub_domain");
    if (domain !== bound) {
      throw new ApiError("FailedOperation.DomainNotBindService", `${domain} is not bound to service ${serviceId}`);
    }
    return Promise.resolve({});
  },
};
