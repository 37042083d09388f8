import { Fn } from "cdktf";
import { Construct } from "constructs";
import { ScfCustomDomain } from "#tencentcloud/scf-custom-domain";
import { checkText } from "../check";
import { operand } from "../operand";
import type { IngressEndpoint, IngressTarget } from "./ingress";

/** A host name of at least two labels; wildcards are not supported by the platform. */
const HOST_NAME = /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/i;

/** Nothing, or plain segments such as `/ci`. */
const PATH = /^(\/[A-Za-z0-9_.~-]+)*$/;

/** Options of `Ingress.customDomain()`. */
export interface CustomDomainOptions {
  /** Host name, whose CNAME must already point to the platform. */
  readonly domain: string;

  /** Certificate of the host name, in the SSL certificate service. */
  readonly certificateId: string;

  /**
   * Path on the host; other paths stay free. The whole callback URL has to stay within CI's 100 characters.
   *
   * @default - all of the host
   */
  readonly path?: string;

  /**
   * Instance of the web application firewall that guards the host.
   *
   * @default - none
   */
  readonly wafInstanceId?: string;
}

/** Properties of `CustomDomain`. */
export interface CustomDomainProps extends CustomDomainOptions {
  /** The function behind the host. */
  readonly target: IngressTarget;
}

/**
 * A callback function under a host name of one's own, over HTTPS alone.
 *
 * @see https://cloud.tencent.com/document/product/583/102151
 */
export class CustomDomain extends Construct implements IngressEndpoint {
  public readonly url: string;
  public readonly domain: string;
  public readonly resource: ScfCustomDomain;

  constructor(scope: Construct, id: string, props: CustomDomainProps) {
    super(scope, id);
    const { domain, certificateId, path = "", wafInstanceId, target } = props;
    checkText(this, "Custom domain", domain, HOST_NAME, "be a host name without wildcard, such as ci.example.com");
    checkText(this, "Certificate of the custom domain", certificateId, /./, "not be empty");
    checkText(this, "Path on the custom domain", path, PATH, "be plain segments such as /ci, without / at its end");

    this.resource = new ScfCustomDomain(this, "Resource", {
      domain,
      protocol: "HTTPS", // plain HTTP would show the secret to everyone on the way
      certConfig: { certificateId },
      endpointsConfig: [
        {
          functionName: target.functionName,
          namespace: target.namespace,
          qualifier: target.qualifier,
          pathMatch: `${path}/*`,
        },
      ],
      wafConfig: wafInstanceId === undefined ? { wafOpen: "CLOSE" } : { wafOpen: "OPEN", wafInstanceId },
    });
    this.domain = this.resource.domain;
    this.url = Fn.join("", ["https://", this.domain, operand(path)]);
  }
}
