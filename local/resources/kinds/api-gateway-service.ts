import { shortId } from "../../ids";
import { ApiError } from "../kind";
import type { Json, ResourceKind, StoredResource } from "../kind";
import { releasedApis } from "./api-gateway-service-release";

/** An API Gateway service: a host that serves its released APIs. */
export const apiGatewayService: ResourceKind = {
  async create(attributes, { ingress, resources, region, settings: { publicNames, appId } }) {
    const id = shortId("service");
    const name = publicNames ? `${id}-${appId}.${region}.apigw.tencentcs.com` : undefined;
    const isPublic = ((attributes["net_type"] ?? []) as Json[]).includes("OUTER");
    const released = (environment: string) => releasedApis(resources, id, environment);
    const address = isPublic ? await ingress.openService(id, released, name) : "";
    return {
      id,
      outer_sub_domain: address,
      internal_sub_domain: "",
      inner_http_port: 0,
      inner_https_port: 0,
    };
  },

  read({ id }, { resources }) {
    return { api_list: resources.ofType("tencentcloud_api_gateway_api").filter(belongsTo(id)).map(apiListEntry) };
  },

  async delete({ id }, { ingress, resources }) {
    const apis = resources.ofType("tencentcloud_api_gateway_api").filter(belongsTo(id));
    if (apis.length > 0) {
      throw new ApiError(
        "UnsupportedOperation.UnsupportedDeleteService",
        `service ${id} still has ${apis.length} APIs`,
      );
    }
    await ingress.close(id);
  },
};

function belongsTo(serviceId: string): (resource: StoredResource) => boolean {
  return ({ attributes }) => attributes["service_id"] === serviceId;
}

function apiListEntry({ id, attributes }: StoredResource): Json {
  return {
    api_id: id,
    api_name: attributes["api_name"] ?? null,
    api_desc: attributes["api_desc"] ?? null,
    path: attributes["request_config_path"] ?? null,
    method: attributes["request_config_method"] ?? null,
  };
}
