import type { Construct } from "constructs";
import { CallbackFunction } from "../function/callback-function";
import type { CallbackFunctionProps } from "../function/props";
import type { DeployedDelivery } from "./deployed";
import { deployDurable } from "./durable";
import type { DurableDeliveryOptions } from "./durable";

/** How a callback gets from CI to your code. */
export abstract class Delivery {
  /**
   * The function that CI calls runs your code and then answers. A callback that fails is logged and lost. With a topic,
   * its whole batch is delivered again.
   */
  public static inline(): Delivery {
    return new InlineDelivery();
  }

  /**
   * The callback is stored before it is answered. A second function runs your code, repeatedly until it succeeds or is
   * given up. A third function retries stuck entries and asks CI for unreported results. Delivery is at least once,
   * with one recorded outcome. From a topic, one function reads the messages and runs your code; only failed callbacks
   * are stored.
   *
   * @see docs/delivery.md
   */
  public static durable(options: DurableDeliveryOptions = {}): Delivery {
    return new DurableDelivery(options);
  }

  /**
   * Creates the functions in `scope`. The function that CI calls has the same Terraform address with every delivery.
   *
   * @param jobTypes tags of the jobs that are known to report
   */
  public abstract deploy(
    scope: Construct,
    props: CallbackFunctionProps,
    jobTypes?: readonly string[],
  ): DeployedDelivery;
}

class InlineDelivery extends Delivery {
  public override deploy(scope: Construct, props: CallbackFunctionProps): DeployedDelivery {
    const fn = new CallbackFunction(scope, "Function", props);
    return { receiver: fn, worker: fn, callable: [...fn.callable] };
  }
}

class DurableDelivery extends Delivery {
  constructor(private readonly options: DurableDeliveryOptions) {
    super();
  }

  public override deploy(
    scope: Construct,
    props: CallbackFunctionProps,
    jobTypes: readonly string[] = [],
  ): DeployedDelivery {
    return deployDurable(scope, props, this.options, jobTypes);
  }
}
