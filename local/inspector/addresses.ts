/** Public addresses and the functions behind them. */
import type { StoredResource } from "../resources/kind";
import { text } from "../resources/kind";
import { topicOfAddress } from "../kafka/address";

/** A public address, and the functions behind it. */
export interface Address {
  readonly id: string;
  /** Key of the text on the page. */
  readonly kind: "functionUrl" | "apiGateway" | "customDomain";
  /** Host, with the port if it has one. */
  readonly host: string;
  readonly functions: readonly string[];
}

/** The addresses that are served. */
export function addressesOf(resources: readonly StoredResource[]): Address[] {
  return resources.flatMap((resource): Address[] => {
    const { type, id, attributes } = resource;
    switch (type) {
      case "tencentcloud_scf_trigger": {
        const host = hostOf(urlOf(text(attributes, "trigger_attribute")));
        if (attributes["type"] !== "http" || host === undefined) return [];
        return [{ id, kind: "functionUrl", host, functions: [text(attributes, "function_name")] }];
      }
      case "tencentcloud_api_gateway_service": {
        const apis = resources.filter((api) => api.type === "tencentcloud_api_gateway_api");
        const own = apis.filter((api) => api.attributes["service_id"] === id);
        const functions = own.map((api) => text(api.attributes, "service_config_scf_function_name"));
        return [{ id, kind: "apiGateway", host: text(attributes, "outer_sub_domain"), functions }];
      }
      case "tencentcloud_scf_custom_domain": {
        const endpoints = (attributes["endpoints_config"] ?? []) as readonly { readonly function_name: string }[];
        const functions = endpoints.map(({ function_name }) => function_name);
        return [{ id, kind: "customDomain", host: text(attributes, "domain"), functions }];
      }
      default:
        return [];
    }
  });
}

/** Host of an address; `undefined` if it is not valid. */
export function hostOf(url: string | undefined): string | undefined {
  return url !== undefined && URL.canParse(url) ? new URL(url).host : undefined;
}

/** The destination of callbacks to an address: the whole address of a topic, or a host. */
export function destinationOf(url: string | undefined): string | undefined {
  return url !== undefined && topicOfAddress(url) ? url : hostOf(url);
}

/** The address in the description of a trigger of type `http`. */
function urlOf(attribute: string): string | undefined {
  try {
    const { NetConfig } = JSON.parse(attribute) as { readonly NetConfig?: { readonly ExtranetUrl?: string } };
    return NetConfig?.ExtranetUrl;
  } catch {
    return undefined;
  }
}
