import type { ITerraformDependable, TerraformResource } from "cdktf";
import { Construct } from "constructs";
import { CallbackSecret } from "./callback-secret";
import type { ICallbackSecret } from "./callback-secret";
import { checkInteger, checkText } from "../validation/check";
import type { IngressTarget } from "../ingress/endpoint";

/** A function that takes callbacks, created here or elsewhere: the properties that an ingress and a pipeline need. */
export interface ICallbackFunction extends IngressTarget {
  /** The secret that a callback's URL must carry. */
  readonly secret: ICallbackSecret;
  /**
   * A resource that exists only after the function has its current code and settings.
   *
   * @default - none: Terraform does not manage the function
   */
  readonly released?: TerraformResource;
  /**
   * Resources that must exist before the function is called, in the stack of `released`.
   *
   * @default - `released`
   */
  readonly callable?: readonly ITerraformDependable[];
  /**
   * Whether the function takes messages of a queue, and no requests.
   *
   * @default - not known
   */
  readonly takesQueue?: boolean;
}

/** Attributes of an existing function. */
export interface CallbackFunctionAttributes {
  readonly functionName: string;

  /** @default "default" */
  readonly namespace?: string;

  /**
   * Version or alias that answers.
   *
   * @default "$LATEST"
   */
  readonly qualifier?: string;

  /**
   * Timeout of the function in seconds, from 1 to 900. A gateway waits at least as long.
   *
   * @default 30
   */
  readonly timeout?: number;

  /**
   * A secret that the function accepts, one of its `CI_CALLBACK_SECRETS`: at least 16 letters, digits, `-`, `_`, `.`
   * and `~`. Pass it as a sensitive variable.
   */
  readonly secret: string;
}

/** An existing function, which is not changed. */
export class ExistingFunction extends Construct implements ICallbackFunction {
  public readonly functionName: string;
  public readonly namespace: string;
  public readonly qualifier: string;
  public readonly timeout: number;
  public readonly secret: ICallbackSecret;

  constructor(scope: Construct, id: string, attributes: CallbackFunctionAttributes) {
    super(scope, id);
    const { functionName, namespace = "default", qualifier = "$LATEST", timeout = 30, secret } = attributes;
    checkText(this, "Name of the function", functionName, /./, "not be empty");
    checkText(this, "Namespace of the function", namespace, /./, "not be empty");
    checkText(this, "Qualifier of the function", qualifier, /./, "not be empty");
    checkInteger(this, "Timeout of the function", timeout, { min: 1, max: 900, unit: "seconds" });
    this.functionName = functionName;
    this.namespace = namespace;
    this.qualifier = qualifier;
    this.timeout = timeout;
    this.secret = CallbackSecret.fromValue(this, secret);
  }
}
