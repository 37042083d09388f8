import type { UrlTarget } from "../../ingress/ingress";
import { ApiError, text } from "../kind";
import type { Attributes, Json, KindContext, ResourceKind } from "../kind";
import { requireFunction } from "./scf-function";

const TYPE = "tencentcloud_scf_custom_domain";

/** The user's own host name for functions, by path. In the local cloud, callbacks reach it without DNS. */
export const scfCustomDomain: ResourceKind = {
  async create(attributes, context) {
    const { ingress, resources, region } = context;
    const domain = text(attributes, "domain");
    requireCertificate(attributes);
    requireFunctions(attributes, context);
    if (ingress.addressOf(portId(domain))) throw new ApiError("ResourceInUse.CustomDomain", `${domain} is in use`);
    await ingress.openUrl(portId(domain), targetFinder(domain, region, resources), domain);
    return { id: domain };
  },

  update(attributes, _prior, context) {
    requireCertificate(attributes);
    requireFunctions(attributes, context);
    return Promise.resolve({});
  },

  async delete({ id }, { ingress }) {
    await ingress.close(portId(id));
  },
};

interface Endpoint {
  readonly namespace: string;
  readonly function_name: string;
  readonly qualifier: string;
  /** `/`, `/a`, or `/a/*` for everything below. */
  readonly path_match: string;
}

function requireFunctions(attributes: Attributes, context: KindContext): void {
  for (const { namespace, function_name: name } of endpointsOf(attributes)) {
    requireFunction({ region: context.region, namespace, name }, context);
  }
}

function endpointsOf(attributes: Attributes | undefined): readonly Endpoint[] {
  return (attributes?.["endpoints_config"] ?? []) as unknown as readonly Endpoint[];
}

/** The function for a path, evaluated for every request. */
function targetFinder(domain: string, region: string, resources: KindContext["resources"]): UrlTarget {
  return (path) => {
    const found = endpointsOf(resources.find({ type: TYPE, id: domain, region })?.attributes)
      .filter(({ path_match }) => matches(path_match, path))
      .sort((a, b) => b.path_match.length - a.path_match.length)[0];
    if (!found) return undefined;
    const { namespace, function_name: name, qualifier } = found;
    return { function: { region, namespace, name }, qualifier, isAnonymous: true };
  };
}

function matches(pattern: string, path: string): boolean {
  if (!pattern.endsWith("/*")) return path === pattern;
  const prefix = pattern.slice(0, -"/*".length);
  return path === prefix || path.startsWith(`${prefix}/`);
}

function requireCertificate(attributes: Attributes): void {
  const [certificate] = (attributes["cert_config"] ?? []) as { readonly certificate_id?: Json }[];
  if (text(attributes, "protocol").includes("HTTPS") && !certificate?.certificate_id) {
    throw new ApiError("InvalidParameterValue.CertConfig", "cert_config.certificate_id must be given with HTTPS");
  }
}

function portId(domain: string): string {
  return `domain ${domain}`;
}
