import { Fn } from "cdktf";
import type { Postcondition } from "cdktf";
import { Construct } from "constructs";
import { ScfTrigger } from "#tencentcloud/scf-trigger";
import { isKnown } from "../check";
import { ValidationError } from "../errors";
import { jsonTemplate } from "../json-template";
import { addressOf } from "../terraform-address";
import { TerraformData } from "../terraform-data";
import type { IngressEndpoint, IngressTarget } from "./ingress";

/** The platform may answer before it has a URL; an empty one must never reach CI. */
const URL_ASSIGNED: Postcondition = {
  condition: '${try(jsondecode(self.trigger_attribute).NetConfig.ExtranetUrl, "") != ""}',
  errorMessage:
    "The platform has not assigned the function's URL yet. Nothing is lost: run apply again in a minute or so.",
};

/** Where the URL of a function's alias is, by function: the platform gives one to each alias. */
const owners = new WeakMap<IngressTarget, Map<string, string>>();

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
  /** What the trigger is replaced with when it changes. */
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
    this.claim(target, qualifier);

    const description = jsonTemplate({
      AuthType: "NONE", // CI does not sign; the secret in the path is the guard
      NetConfig: { EnableExtranet: true, EnableIntranet: false },
    });
    // The platform may refuse to change a URL trigger in place; what would need that makes a new one instead.
    this.identity = new TerraformData(this, "Identity", { input: { description, qualifier } });

    this.trigger = new ScfTrigger(this, "Resource", {
      functionName: target.functionName,
      namespace: target.namespace,
      type: "http", // no triggerName: the platform names URL triggers itself and refuses ours
      enable: "OPEN", // this and qualifier are always read back; left out, every plan shows a change
      qualifier,
      triggerDesc: description,
      lifecycle: { replaceTriggeredBy: [addressOf(this.identity)], postcondition: [URL_ASSIGNED] },
    });
    const answer: unknown = Fn.jsondecode(this.trigger.triggerAttribute);
    const url = Fn.lookupNested(answer, ["NetConfig", "ExtranetUrl"]) as string;
    this.url = Fn.trimsuffix(url, "/");
  }

  public get domain(): string {
    return Fn.trimprefix(this.url, "https://");
  }

  private claim(target: IngressTarget, qualifier: string): void {
    const known = owners.get(target) ?? new Map<string, string>();
    owners.set(target, known);
    const owner = known.get(qualifier);
    if (owner) {
      throw new ValidationError(
        `Function must have one URL for each alias (got another of ${owner}): share that by Ingress.existing(endpoint.url)`,
        this,
      );
    }
    known.set(qualifier, this.node.path);
  }
}
