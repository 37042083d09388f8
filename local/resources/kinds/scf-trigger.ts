import { randomBytes } from "node:crypto";
import type { UrlTarget } from "../../ingress/ingress";
import type { FunctionName } from "../../scf/model";
import { parseCron } from "../../scf/cron";
import { goJson } from "../go-json";
import { ApiError, text } from "../kind";
import type { Attributes, Json, KindContext, ResourceKind, StoredResource } from "../kind";
import { requireFunction } from "./scf-function";

const TYPE = "tencentcloud_scf_trigger";

/** A trigger. Type `http` opens a function URL; types `cos` and `timer` fire according to the data stored here. */
export const scfTrigger: ResourceKind = {
  async create(attributes, context) {
    requireFunction(functionOf(attributes, context.region), context);
    const isUrl = attributes["type"] === "http";
    checkDescription(attributes);
    const name = isUrl ? `url-${randomBytes(5).toString("hex")}` : text(attributes, "trigger_name");
    const id = [text(attributes, "function_name"), text(attributes, "namespace"), name].join("#");
    if (isUrl) await openUrl(id, attributes, context);
    return {
      id,
      trigger_name: name,
      trigger_attribute: triggerAttribute(attributes, context.ingress.addressOf(portId(context.region, id))),
      available_status: "Available",
      add_time: modTime(context),
      mod_time: modTime(context),
    };
  },

  // The provider reports a missing function as an error, not as a missing trigger.
  read({ attributes, region }, context) {
    requireFunction(functionOf(attributes, region), context);
    return { trigger_desc: readBack(text(attributes, "trigger_desc")) };
  },

  update(attributes, prior, context) {
    checkDescription(attributes);
    const address = context.ingress.addressOf(portId(prior.region, prior.id));
    return Promise.resolve({ trigger_attribute: triggerAttribute(attributes, address), mod_time: modTime(context) });
  },

  async delete({ id, region }, { ingress }) {
    await ingress.close(portId(region, id));
  },
};

/** Refusals of the platform for `cos` and `timer` triggers. */
function checkDescription(attributes: Attributes): void {
  const description = text(attributes, "trigger_desc");
  const check = {
    timer: () => void parseCron(description),
    cos: () => {
      if (typeof parseJson(description) !== "object")
        throw new RangeError("description must be JSON with event and filter");
    },
  }[attributes["type"] as string];
  try {
    check?.();
  } catch (error) {
    throw new ApiError("InvalidParameterValue.TriggerDesc", (error as Error).message);
  }
}

interface UrlDescription {
  readonly AuthType?: Json;
  readonly NetConfig?: { readonly EnableExtranet?: Json; readonly EnableIntranet?: Json };
}

async function openUrl(id: string, attributes: Attributes, context: KindContext): Promise<void> {
  const { ingress, resources, region } = context;
  const description = parseJson(text(attributes, "trigger_desc")) as UrlDescription | undefined;
  const { AuthType, NetConfig } = description ?? {};
  if (typeof AuthType !== "string" || typeof NetConfig?.EnableExtranet !== "boolean") {
    throw new ApiError(
      "InvalidParameterValue.TriggerDesc",
      "trigger_desc of a function URL must be JSON with AuthType and NetConfig.EnableExtranet",
    );
  }
  const isTaken = resources
    .ofType(TYPE)
    .some((other) => other.attributes["type"] === "http" && targetKey(other) === targetKey({ region, attributes }));
  if (isTaken) {
    throw new ApiError("ResourceInUse.Trigger", `qualifier ${qualifierOf(attributes)} has a function URL already`);
  }
  const { publicNames, appId } = context.settings;
  const name = publicNames ? `${appId}-${randomBytes(5).toString("hex")}.${region}.tencentscf.com` : undefined;
  if (NetConfig.EnableExtranet) await ingress.openUrl(portId(region, id), targetFinder(id, region, context), name);
}

/** The target of the URL, evaluated for every request. */
function targetFinder(id: string, region: string, { resources }: KindContext): UrlTarget {
  return () => {
    const attributes = resources.find({ type: TYPE, id, region })?.attributes;
    if (!attributes || attributes["enable"] === "CLOSE") return undefined;
    const { AuthType } = parseJson(text(attributes, "trigger_desc")) as UrlDescription;
    return {
      function: functionOf(attributes, region),
      qualifier: qualifierOf(attributes),
      isAnonymous: AuthType === "NONE",
    };
  };
}

/** The whole description in the platform's form: the configured values, and the address. */
function triggerAttribute(attributes: Attributes, address: string | undefined): string {
  const configured = text(attributes, "trigger_desc");
  if (attributes["type"] === "timer") return goJson({ cron: configured });
  const description = parseJson(configured);
  if (typeof description !== "object" || description === null || Array.isArray(description)) return configured;
  if (attributes["type"] === "cos") return goJson({ ...description, bucketUrl: text(attributes, "trigger_name") });
  const { NetConfig, ...rest } = description as Record<string, Json>;
  if (address === undefined) return goJson(description);
  return goJson({ ...rest, NetConfig: { ...(NetConfig as object), ExtranetUrl: `https://${address}` } });
}

/** The description as the provider reads it: the configured keys only, in the provider's own encoding. */
function readBack(configured: string): Json {
  const description = parseJson(configured);
  if (configured === "") return null;
  return typeof description === "object" && description !== null ? goJson(description) : configured;
}

function parseJson(json: string): Json | undefined {
  try {
    return JSON.parse(json) as Json;
  } catch {
    return undefined; // a timer's cron expression, or a mistake that the caller reports
  }
}

function functionOf(attributes: Attributes, region: string): FunctionName {
  return { region, namespace: text(attributes, "namespace"), name: text(attributes, "function_name") };
}

function qualifierOf(attributes: Attributes): string {
  return text(attributes, "qualifier") || "$LATEST";
}

/** Function and version of a trigger. */
function targetKey({ region, attributes }: Pick<StoredResource, "region" | "attributes">): string {
  const { namespace, name } = functionOf(attributes, region);
  return [region, namespace, name, qualifierOf(attributes)].join(" ");
}

function portId(region: string, id: string): string {
  return `${region} ${id}`;
}

function modTime({ clock }: KindContext): string {
  return clock.timestamp().replace("T", " ").slice(0, 19);
}
