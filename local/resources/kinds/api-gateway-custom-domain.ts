import { ApiError, text } from "../kind";
import type { ResourceKind } from "../kind";

/**
 * A host name of one's own for a service. The id names the host that was bound first, and the provider goes by it: an
 * update under another name modifies a binding that does not exist.
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
