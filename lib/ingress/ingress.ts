import type { Construct } from "constructs";
import { ApiGateway } from "./api-gateway";
import type { ApiGatewayOptions } from "./api-gateway";
import { CloudNativeGateway } from "./cloud-native-gateway";
import type { CloudNativeGatewayOptions } from "./cloud-native-gateway";
import { CustomDomain } from "./custom-domain";
import type { CustomDomainOptions } from "./custom-domain";
import type { IngressContext, IngressEndpoint, IngressTarget, QueueSettings } from "./endpoint";
import { ExistingIngress, NoIngress } from "./existing";
import { FunctionUrl } from "./function-url";
import type { FunctionUrlOptions } from "./function-url";
import { KafkaIngress } from "./kafka";
import type { KafkaIngressOptions } from "./kafka";
import { refuseMessageQueue } from "./message-queue";
import type { MessageQueue } from "../media/notification";

/** How CI's callbacks reach the function. `bind` creates the resources of an ingress. */
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

  /** One path of your own host name, with several functions. */
  public static onCustomDomain(host: CustomDomain, path: string): Ingress {
    return new BindableIngress((_scope, target) => host.addPath(path, target));
  }

  /** A route on an existing cloud native gateway (TSE). */
  public static cloudNativeGateway(options: CloudNativeGatewayOptions): Ingress {
    return new BindableIngress(
      (scope, target) => new CloudNativeGateway(scope, "CloudNativeGateway", { ...options, target }),
    );
  }

  /** An existing address of the function. Nothing is deployed for it. */
  public static existing(url: string): Ingress {
    return new BindableIngress((scope) => new ExistingIngress(scope, "ExistingIngress", { url }));
  }

  /**
   * A topic of a CKafka instance: CI writes callbacks into it, and SCF calls the function with batches of them. No
   * public address and no secret; retries and back-pressure are Kafka's. Anyone who may write into the topic can forge a
   * callback.
   *
   * @see https://cloud.tencent.com/document/product/583/17530
   */
  public static kafka(options: KafkaIngressOptions): Ingress {
    const bind: Bind = (scope, target, { region } = {}) =>
      new KafkaIngress(scope, "Kafka", { ...options, region: options.region ?? region, target });
    return new BindableIngress(bind, { attempts: options.attempts });
  }

  /**
   * Always throws, with the reason and the alternatives: SCF no longer has a trigger for TDMQ (CMQ). To have CI
   * write into such a queue for a consumer of your own, use `messageQueue` of `MediaQueue`.
   *
   * @see https://www.tencentcloud.com/document/product/583/11517
   */
  public static messageQueue(queue: MessageQueue): Ingress {
    return new BindableIngress((scope) => {
      throw refuseMessageQueue(scope, queue);
    });
  }

  /**
   * No address. A queue or a workflow then has no receiver, and reading the callback URL throws. Jobs of `uploads`
   * report to the receiver of their queues.
   */
  public static none(): Ingress {
    return new BindableIngress((scope) => new NoIngress(scope, "NoIngress"));
  }

  /** Set if a queue delivers the callbacks. The function is then deployed for a queue and needs no secret. */
  public readonly queue?: QueueSettings;

  /** Creates the resources of the ingress in `scope`. They send callbacks to `target`. */
  public abstract bind(scope: Construct, target: IngressTarget, context?: IngressContext): IngressEndpoint;
}

type Bind = Ingress["bind"];

class BindableIngress extends Ingress {
  constructor(
    public override readonly bind: Bind,
    public override readonly queue?: QueueSettings,
  ) {
    super();
  }
}
