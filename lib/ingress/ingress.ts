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

/** How CI's callbacks reach the function. An ingress is a plan; `bind` creates its resources in a scope. */
export abstract class Ingress {
  /**
   * The function's own HTTPS address. It is free of charge and needs no further service.
   *
   * @see https://cloud.tencent.com/document/product/583/96099
   */
  public static functionUrl(options: FunctionUrlOptions = {}): Ingress {
    return new BindableIngress((scope, target) => new FunctionUrl(scope, "FunctionUrl", { ...options, target }));
  }

  /**
   * Tencent API Gateway, for accounts that still have it. Tencent stopped selling it on 2024-07-01 and has been
   * switching it off in batches since 2026-10-30; every synthesis prints a warning.
   *
   * @see https://cloud.tencent.com/document/product/628/106651
   */
  public static apiGateway(options: ApiGatewayOptions = {}): Ingress {
    return new BindableIngress((scope, target) => new ApiGateway(scope, "ApiGateway", { ...options, target }));
  }

  /**
   * Your own host name with its certificate and, optionally, a firewall.
   *
   * @see https://cloud.tencent.com/document/product/583/102151
   */
  public static customDomain(options: CustomDomainOptions): Ingress {
    return new BindableIngress((scope, target) => new CustomDomain(scope, "CustomDomain", { ...options, target }));
  }

  /** One path of your own host name that leads to several functions. */
  public static onCustomDomain(host: CustomDomain, path: string): Ingress {
    return new BindableIngress((_scope, target) => host.addPath(path, target));
  }

  /** A route on an existing cloud native gateway (TSE). */
  public static cloudNativeGateway(options: CloudNativeGatewayOptions): Ingress {
    return new BindableIngress(
      (scope, target) => new CloudNativeGateway(scope, "CloudNativeGateway", { ...options, target }),
    );
  }

  /** An address that already leads to the function. Nothing is deployed for it. */
  public static existing(url: string): Ingress {
    return new BindableIngress((scope) => new ExistingIngress(scope, "ExistingIngress", { url }));
  }

  /**
   * No address. A queue or a workflow then has no receiver, and reading the callback URL throws. Jobs of `uploads`
   * report to the receiver of their queues.
   */
  public static none(): Ingress {
    return new BindableIngress((scope) => new NoIngress(scope, "NoIngress"));
  }

  /** Creates the resources of the ingress in `scope`. They lead to `target`. */
  public abstract bind(scope: Construct, target: IngressTarget): IngressEndpoint;
}

class BindableIngress extends Ingress {
  constructor(public override readonly bind: (scope: Construct, target: IngressTarget) => IngressEndpoint) {
    super();
  }
}
