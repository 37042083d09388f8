import { shortId } from "../../ids";
import { ApiError, text } from "../kind";
import type { ResourceKind } from "../kind";

/** An API of a service. It answers once its service is released; a later change needs another release. */
export const apiGatewayApi: ResourceKind = {
  create(attributes, { resources, clock, region }) {
    const serviceId = text(attributes, "service_id");
    if (!resources.find({ type: "tencentcloud_api_gateway_service", id: serviceId, region })) {
      throw new ApiError("ResourceNotFound.InvalidService", `service ${serviceId} does not exist`);
    }
    const now = clock.timestamp();
    return Promise.resolve({ id: shortId("api"), create_time: now, update_time: now });
  },

  update(_attributes, _prior, { clock }) {
    return Promise.resolve({ update_time: clock.timestamp() });
  },
};
