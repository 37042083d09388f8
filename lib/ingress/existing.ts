import { Construct } from "constructs";
import { ValidationError } from "../validation/errors";
import { hostOf, warnOfLength } from "./host";
import type { IngressEndpoint } from "./endpoint";

/** Properties of `ExistingIngress`. */
export interface ExistingIngressProps {
  /** Existing address of the function, such as `https://hooks.example.com/media`. */
  readonly url: string;
}

/**
 * An address that you already have: a load balancer, an edge function, a tunnel. It must pass the whole path on,
 * because the path ends with the secret. Slashes and percent-encoding that it adds do no harm.
 *
 * The function takes the events of a function URL, of API Gateway and of a load balancer (CLB). A load balancer must
 * send the headers `X-Uri` and `X-Method`, which its forwarding rule switches on: without `X-Uri` the secret is
 * unknown.
 *
 * @see https://cloud.tencent.com/document/product/583/52635 events of a load balancer
 */
export class ExistingIngress extends Construct implements IngressEndpoint {
  public readonly url: string;
  public readonly domain: string;

  constructor(scope: Construct, id: string, { url }: ExistingIngressProps) {
    super(scope, id);
    this.domain = hostOf(this, "Address of an existing ingress", url);
    this.url = url;
    warnOfLength(this, url);
  }
}

/** No address: the function receives other events, such as those of COS. */
export class NoIngress extends Construct implements IngressEndpoint {
  public get url(): string {
    throw this.noAddress();
  }

  public get domain(): string {
    throw this.noAddress();
  }

  private noAddress(): ValidationError {
    return new ValidationError("Ingress.none() has no address for callbacks: choose another ingress", this);
  }
}
