import type { Construct } from "constructs";
import { ApiGateway } from "./api-gateway";
import type { ApiGatewayOptions } from "./api-gateway";
import { CloudNativeGateway } from "./cloud-native-gateway";
import type { CloudNativeGatewayOptions } from "./cloud-native-gateway";
import { CustomDomain } from "./custom-domain";
import type { CustomDomainOptions } from "./custom-domain";
import type { IngressEndpoint, IngressTarget } from "./endpoint";
import { ExistingIngress, NoIngress } from "./existing";
import { FunctionUrl } from "./function-url";
import type { FunctionUrlOptions } from "./function-url";

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

  /**
   * A host name of one's own, with its certificate and, if wanted, a firewall.
   *
   * @see https://cloud.tencent.com/document/product/583/102151
   */
  public static customDomain(options: CustomDomainOptions): Ingress {
    return new BindableIngress((scope, target) => new CustomDomain(scope, "CustomDomain", { ...options, target }));
  }

  /** A path of a host name of one's own that leads to several functions. */
  public static onCustomDomain(host: CustomDomain, path: string): Ingress {
    return new BindableIngress((_scope, target) => host.addPath(path, target));
  }

  /** A route on an existing cloud native gateway (TSE). */
  public static cloudNativeGateway(options: CloudNativeGatewayOptions): Ingress {
    return new BindableIngress(
      (scope, target) => new CloudNativeGateway(scope, "CloudNativeGateway", { ...options, target }),
    );
  }

  /** An address that already leads to the function; nothing is deployed for it. */
  public static existing(url: string): Ingress {
    return new BindableIngress((scope) => new ExistingIngress(scope, "ExistingIngress", { url }));
  }

  /**
   * No address. A queue or a workflow then has nowhere to report to, and reading the callback URL is an error; jobs of
   * `uploads` report where their queues do.
   */
  public static none(): Ingress {
    return new BindableIngress((scope) => new NoIngress(scope, "NoIngress"));
  }

  /** Makes the ingress in `scope`, leading to `target`. */
  public abstract bind(scope: Construct, target: IngressTarget): IngressEndpoint;
}

class BindableIngress extends Ingress {
  constructor(public override readonly bind: (scope: Construct, target: IngressTarget) => IngressEndpoint) {
    super();
  }
}
