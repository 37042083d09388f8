import { Fn, TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { ScfCustomDomain } from "#tencentcloud/scf-custom-domain";
import type { ScfCustomDomainEndpointsConfig } from "#tencentcloud/scf-custom-domain";
import { checkPresent, checkText, isKnown } from "../validation/check";
import { claim } from "../validation/claims";
import { ValidationError } from "../validation/errors";
import { operand } from "../terraform/operand";
import { CREATE_FIRST } from "../terraform/replacement";
import { addressOf } from "../terraform/terraform-address";
import { TerraformData } from "../terraform/terraform-data";
import { warnOfLength } from "./host";
import type { IngressEndpoint, IngressTarget } from "./endpoint";

/** A host name of at least two labels. The platform does not support wildcards. */
const HOST_NAME = /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/i;

/** Empty, or plain segments such as `/ci`. */
const PATH = /^(\/[A-Za-z0-9_.~-]+)*$/;

/** Options of `Ingress.customDomain()`. */
export interface CustomDomainOptions {
  /** Host name. Its CNAME must already point to the platform. */
  readonly domain: string;

  /** Id of the host name's certificate in the SSL certificate service. */
  readonly certificateId: string;

  /**
   * Path of the function on the host. Other paths stay free for `Ingress.onCustomDomain`.
   *
   * @default - every path of the host
   */
  readonly path?: string;

  /**
   * Id of the web application firewall instance that protects the host.
   *
   * @default - no firewall
   */
  readonly wafInstanceId?: string;
}

/** Properties of `CustomDomain`. */
export interface CustomDomainProps extends CustomDomainOptions {
  /**
   * The function that answers on the host.
   *
   * @default - only the functions added by `addPath`
   */
  readonly target?: IngressTarget;
}

/**
 * Your own host name for callback functions, over HTTPS only: one function, or several by path.
 *
 * @see https://cloud.tencent.com/document/product/583/102151
 */
export class CustomDomain extends Construct implements IngressEndpoint {
  public readonly url: string;
  public readonly domain: string;
  public readonly resource: ScfCustomDomain;
  /** Forces replacement of the host when its name changes. */
  public readonly identity: TerraformData;
  readonly #paths: ScfCustomDomainEndpointsConfig[] = [];
  readonly #name: string;

  constructor(scope: Construct, id: string, props: CustomDomainProps) {
    super(scope, id);
    const { domain, certificateId, path, wafInstanceId, target } = props;
    checkPresent(this, "Custom domain", domain);
    checkPresent(this, "Certificate of the custom domain", certificateId);
    checkText(this, "Custom domain", domain, HOST_NAME, "be a host name without wildcard, such as ci.example.com");
    checkText(this, "Certificate of the custom domain", certificateId, /./, "not be empty");
    if (path !== undefined && !target) {
      throw new ValidationError(`Path on the custom domain must have a function (got ${path} alone): set target`, this);
    }
    claim(this, {
      ...{ subject: "Custom domain", identity: { domain: isKnown(domain) ? domain.toLowerCase() : domain } },
      name: domain,
      remedy: "use Ingress.onCustomDomain(domain, path) with the existing one",
    });

    this.#name = domain;
    this.identity = new TerraformData(this, "Identity", { input: { domain } }); // the provider cannot change it in place
    this.resource = new ScfCustomDomain(this, "Resource", {
      domain,
      protocol: "HTTPS", // plain HTTP would expose the secret
      certConfig: { certificateId },
      endpointsConfig: this.#paths,
      wafConfig: wafInstanceId === undefined ? { wafOpen: "CLOSE" } : { wafOpen: "OPEN", wafInstanceId },
      lifecycle: { ...CREATE_FIRST, replaceTriggeredBy: [addressOf(this.identity)] },
    });
    this.domain = this.resource.domain;
    this.url = target ? this.addPath(path ?? "", target).url : Fn.join("", ["https://", this.domain]);
    this.node.addValidation({
      validate: () => (this.#paths.length > 0 ? [] : ["Custom domain must route to a function (got none): add a path"]),
    });
  }

  /**
   * Routes a path of the host, such as `/media`, to a function of the same stack. `""` matches every path without a
   * route of its own.
   */
  public addPath(path: string, target: IngressTarget): IngressEndpoint {
    checkText(this, "Path on the custom domain", path, PATH, "be plain segments such as /ci, without / at its end");
    const pathMatch = `${path}/*`;
    if (isKnown(path) && this.#paths.some((other) => other.pathMatch === pathMatch)) {
      throw new ValidationError(
        `Path on the custom domain must route to one function (got a second at "${path}")`,
        this,
      );
    }
    if (Construct.isConstruct(target) && TerraformStack.of(target) !== TerraformStack.of(this)) {
      throw new ValidationError(
        `Custom domain must be in the stack of its functions (got ${target.node.path}): two stacks would depend on each other`,
        this,
      );
    }
    warnOfLength(this, `https://${this.#name}${path}`);
    const { functionName, namespace, qualifier } = target;
    this.#paths.push({ functionName, namespace, qualifier, pathMatch });
    this.resource.putEndpointsConfig(this.#paths);
    return { url: Fn.join("", ["https://", this.domain, operand(path)]), domain: this.domain };
  }
}
