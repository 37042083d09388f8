import { Fn } from "cdktf";
import type { Postcondition } from "cdktf";
import { Construct } from "constructs";
import type { IConstruct } from "constructs";
import { ScfTrigger } from "#tencentcloud/scf-trigger";
import type { CallbackFunction } from "../function/callback-function";
import { isKnown } from "../validation/check";
import { claim, regionOwnerPath } from "../validation/claims";
import { ValidationError } from "../validation/errors";
import { jsonTemplate } from "../terraform/json-template";
import { CREATE_FIRST } from "../terraform/replacement";
import { addressOf } from "../terraform/terraform-address";
import { TerraformData } from "../terraform/terraform-data";
import type { IngressEndpoint, IngressTarget } from "./endpoint";

/** The platform may answer before the URL exists. CI must never get an empty URL. */
const URL_ASSIGNED: Postcondition = {
  condition: '${try(jsondecode(self.trigger_attribute).NetConfig.ExtranetUrl, "") != ""}',
  errorMessage:
    "The platform has not assigned the function's URL yet. Nothing is lost: run apply again in a minute or so.",
};

/** Options of `Ingress.functionUrl()`. */
export interface FunctionUrlOptions {
  /**
   * Alias of the function that answers.
   *
   * @default - that of the function
   */
  readonly alias?: string;
}

/** Properties of `FunctionUrl`. */
export interface FunctionUrlProps extends FunctionUrlOptions {
  /** The function behind the URL. */
  readonly target: IngressTarget;
}

/**
 * A public HTTPS address for a callback function: an SCF trigger of type `http`.
 *
 * @see https://cloud.tencent.com/document/product/583/96099
 */
export class FunctionUrl extends Construct implements IngressEndpoint {
  public readonly url: string;
  /** The trigger that owns the address; a new trigger has a new address. */
  public readonly trigger: ScfTrigger;
  /** Forces replacement of the trigger when its settings change. */
  public readonly identity: TerraformData;

  constructor(scope: Construct, id: string, props: FunctionUrlProps) {
    super(scope, id);
    const { target } = props;
    const qualifier = props.alias ?? target.qualifier;
    if (isKnown(qualifier) && /^\d+$/.test(qualifier)) {
      throw new ValidationError(
        `Alias of a function URL must be an alias or "$LATEST" (got version ${qualifier}): a version never runs new code`,
        this,
      );
    }
    const names = nameOf(this, target);
    const alias = props.alias ?? names.alias;
    claim(this, {
      ...{ subject: "URL of a function", identity: { ...names, alias } },
      name: `that of ${names.name}, alias ${alias}`,
      remedy: "share it by Ingress.existing(endpoint.url)",
    });

    const description = jsonTemplate({
      AuthType: "NONE", // CI does not sign its requests; the secret in the path authenticates them
      NetConfig: { EnableExtranet: true, EnableIntranet: false },
    });
    // The platform may refuse to change a URL trigger in place. A change that would need this replaces the trigger.
    this.identity = new TerraformData(this, "Identity", { input: { description, qualifier } });

    this.trigger = new ScfTrigger(this, "Resource", {
      functionName: target.functionName,
      namespace: target.namespace,
      type: "http", // no triggerName: the vendor's provider refuses one and sends "url-trigger"; the platform takes any name
      enable: "OPEN", // the provider always reads this and qualifier back; without them every plan shows a change
      qualifier,
      triggerDesc: description,
      lifecycle: { ...CREATE_FIRST, replaceTriggeredBy: [addressOf(this.identity)], postcondition: [URL_ASSIGNED] },
    });
    const attribute: unknown = Fn.jsondecode(this.trigger.triggerAttribute);
    const url = Fn.lookupNested(attribute, ["NetConfig", "ExtranetUrl"]) as string;
    this.url = Fn.trimsuffix(url, "/");
  }

  public get domain(): string {
    return Fn.trimprefix(this.url, "https://");
  }
}

/** Name of the function, where synthesis knows it: functions of this library have known names behind their tokens. */
function nameOf(scope: IConstruct, target: IngressTarget): { region: string; name: string; alias: string } {
  const { resource, release } = target as Partial<Pick<CallbackFunction, "resource" | "release">>;
  const name = [target.namespace, resource?.nameInput ?? target.functionName].join("/");
  return {
    region: regionOwnerPath(Construct.isConstruct(target) ? target : scope),
    name: isKnown(name) || !Construct.isConstruct(target) ? name : target.node.path,
    alias: release?.alias.nameInput ?? (isKnown(target.qualifier) ? target.qualifier : "its own"),
  };
}
