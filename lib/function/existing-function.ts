import type { ITerraformDependable, TerraformResource } from "cdktf";
import { Construct } from "constructs";
import { CallbackSecret } from "./callback-secret";
import type { ICallbackSecret } from "./callback-secret";
import { checkInteger, checkText } from "../validation/check";
import type { IngressTarget } from "../ingress/endpoint";

/** A function that takes callbacks, made here or elsewhere: what an ingress and a pipeline need to know of it. */
export interface ICallbackFunction extends IngressTarget {
  /** What a callback's URL must carry. */
  readonly secret: ICallbackSecret;
  /**
   * What exists only once the function is what it shall be.
   *
   * @default - that is not Terraform's to know
   */
  readonly ready?: TerraformResource;
  /**
   * What must exist before the function is called, in the stack of `ready`.
   *
   * @default - `ready`
   */
  readonly callable?: readonly ITerraformDependable[];
}

/** What tells of a function that exists. */
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
   * Seconds after which the platform stops the function, from 1 to 900. A gateway waits for so long.
   *
   * @default 30
   */
  readonly timeout?: number;

  /**
   * A secret that the function accepts, one of its `CI_CALLBACK_SECRETS`: at least 16 letters, digits, `-`, `_`, `.` and
   * `~`. Give it as a sensitive variable.
   */
  readonly secret: string;
}

/** A function that exists; nothing is deployed for it, and nothing of it is changed. */
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
