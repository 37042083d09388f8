import type { FunctionAlias, ScfFunction } from "../../scf/model";
import { ApiError, text } from "../kind";
import type { Attributes, Json, KindContext, ResourceKind } from "../kind";
import { requireFunction } from "./scf-function";
import { functionOf } from "./scf-function-version";

/** A name for one version, or for two by weight. Routing by rules is stored but has no effect. */
export const scfFunctionAlias: ResourceKind = {
  create(attributes, context) {
    const target = targetOf(attributes, context);
    const name = text(attributes, "name");
    if (target.aliases.has(name)) throw new ApiError("ResourceInUse.Alias", `alias ${name} exists`);
    target.aliases.set(name, aliasOf(attributes, target));
    const id = [target.namespace, target.name, name].join("#");
    return Promise.resolve({ id, routing_config: routingOf(attributes) });
  },

  // The provider reports a missing alias, or a missing function, as an error.
  read({ attributes, region }, context) {
    const target = requireFunction(functionOf(attributes, region), context);
    const name = text(attributes, "name");
    if (!target.aliases.has(name)) throw new ApiError("ResourceNotFound.Alias", `alias ${name} does not exist`);
    return {};
  },

  update(attributes, prior, context) {
    const { name = null, function_name = null, namespace = null } = prior.attributes;
    const target = targetOf(prior.attributes, context);
    target.aliases.set(text(prior.attributes, "name"), aliasOf(attributes, target));
    return Promise.resolve({ name, function_name, namespace, routing_config: routingOf(attributes) });
  },

  delete({ attributes, region }, context) {
    requireFunction(functionOf(attributes, region), context).aliases.delete(text(attributes, "name"));
    return Promise.resolve();
  },
};

/** Assumes that the platform answers an empty routing if there is none, which the provider reads as a block. */
function routingOf(attributes: Attributes): Json {
  const routing = (attributes["routing_config"] ?? []) as readonly Json[];
  return routing.length > 0 ? routing : [{ additional_version_weights: [], additional_version_matches: [] }];
}

function targetOf(attributes: Attributes, context: KindContext): ScfFunction {
  return requireFunction(functionOf(attributes, context.region), context);
}

function aliasOf(attributes: Attributes, target: ScfFunction): FunctionAlias {
  const [routing] = (attributes["routing_config"] ?? []) as readonly { additional_version_weights?: Json }[];
  const weighted = (routing?.additional_version_weights ?? []) as readonly { version: string; weight: number }[];
  const weights = Object.fromEntries(weighted.map(({ version, weight }) => [version, weight]));
  const alias = { version: text(attributes, "function_version"), weights };
  for (const version of [alias.version, ...Object.keys(weights)]) {
    if (version === "$LATEST" || target.published.has(version)) continue;
    throw new ApiError("ResourceNotFound.Version", `function ${target.name} has no version ${version}`);
  }
  return alias;
}
