import type { Construct } from "constructs";
import { ApiGateway } from "./api-gateway";
import type { ApiGatewayOptions } from "./api-gateway";
import { FunctionUrl } from "./function-url";
import type { FunctionUrlOptions } from "./function-url";

/** What an ingress needs to know of the function that it leads to. */
export interface IngressTarget {
  readonly functionName: string;
  readonly namespace: string;
  /** Version or alias that answers. */
  readonly qualifier: string;
  /** Seconds after which the platform stops the function. */
  readonly timeout: number;
}

/** A public address that leads to a callback function. */
export interface IngressEndpoint {
  /** Address with scheme, without secret and without trailing slash; known after apply. */
  readonly url: string;
  /** Host part of `url`. */
  readonly domain: string;
}

/** How CI's callbacks reach the function. An ingress is a plan; `bind` makes it real within a scope. */
export abstract class Ingress {
  /**
   * The function's own HTTPS address: free of charge and nothing else to deploy.
   *
   * @see https://cloud.tencent.com/document/product/583/96099
   */
  public static functionUrl(options: FunctionUrlOptions = {}): Ingress {
    return new BindableIngress((scope, target) => new FunctionUrl(scope, "FunctionUrl", { ...options, target }));
  }

  /**
   * Tencent API Gateway, for accounts that still have it: not sold since 2024-07-01, switched off in batches from
   * 2026-10-30. A warning says so at every synthesis.
   *
   * @see https://cloud.tencent.com/document/product/628/106651
   */
  public static apiGateway(options: ApiGatewayOptions = {}): Ingress {
    return new BindableIngress((scope, target) => new ApiGateway(scope, "ApiGateway", { ...options, target }));
  }

  /** Makes the ingress in `scope`, leading to `target`. */
  public abstract bind(scope: Construct, target: IngressTarget): IngressEndpoint;
}

class BindableIngress extends Ingress {
  constructor(public override readonly bind: (scope: Construct, target: IngressTarget) => IngressEndpoint) {
    super();
  }
}
