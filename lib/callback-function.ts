import type { TerraformResource } from "cdktf";
import { Construct } from "constructs";
import { ScfFunction } from "#tencentcloud/scf-function";
import type { CallbackCode } from "./callback-code";
import { CallbackSecret } from "./callback-secret";
import { checkInteger, checkText } from "./check";
import { FunctionRelease } from "./function-release";
import { functionEnvironment } from "./function-environment";
import type { FunctionEnvironmentOptions } from "./function-environment";
import type { IngressTarget } from "./ingress/ingress";
import { nameFromPath } from "./names";

const NAME_LENGTH = 60;

/** What the vendor's provider accepts: letters, digits, `-` and `_`; starts with a letter, ends with no sign. */
const NAME = /^[A-Za-z][A-Za-z0-9_-]{0,58}[A-Za-z0-9]$/;

const LATEST = "$LATEST";

/** An alias of the user's; the platform's own names start with `$`. */
const ALIAS = /^([A-Za-z][A-Za-z0-9_-]{0,63}|\$LATEST)$/;

/** Options of the function of a `CiCallbackPipeline`. */
export interface CallbackFunctionOptions extends FunctionEnvironmentOptions {
  /**
   * Name of the function. A new name means a new function with a new URL.
   *
   * @default - derived from the construct's path
   */
  readonly functionName?: string;

  /**
   * Namespace of the function; it must exist.
   *
   * @default "default"
   */
  readonly namespace?: string;

  /**
   * What the console shows beside the name, at most 1000 characters.
   *
   * @default "CI callback handler"
   */
  readonly description?: string;

  /**
   * Alias that callbacks go to. Every change of code or settings becomes a version, and the alias moves to it, so that
   * both change together. `"$LATEST"` does without: a change is live as soon as it is uploaded, code before settings.
   *
   * @default "live"
   */
  readonly alias?: string;

  /**
   * Runtime of the platform. The code runs on Node.js 18 and later.
   *
   * @default "Nodejs20.19"
   * @see https://docs.cloudbase.net/cloud-function/runtime-support
   */
  readonly runtime?: string;

  /**
   * Memory in MB, a multiple of 128 from 128 to 3072.
   *
   * @default 256
   */
  readonly memorySize?: number;

  /**
   * Seconds until the platform stops a call, from 10 to 900. The platform's own 3 s are less than a cold start under
   * load may take.
   *
   * @default 30
   */
  readonly timeout?: number;

  /**
   * Tags of the function.
   *
   * @default - none
   */
  readonly tags?: Record<string, string>;
}

/** Properties of `CallbackFunction`. */
export interface CallbackFunctionProps extends CallbackFunctionOptions {
  /** What the function runs. */
  readonly code: CallbackCode;

  /**
   * The secret that a callback's URL must carry.
   *
   * @default - a new one, at rotation 0
   */
  readonly secret?: CallbackSecret;
}

/**
 * A serverless function (SCF) that receives CI's callbacks and runs the user's code on them. It has no public address
 * by itself: that is what an `Ingress` gives.
 *
 * @see https://cloud.tencent.com/document/product/583/11637
 */
export class CallbackFunction extends Construct implements IngressTarget {
  public readonly functionName: string;
  public readonly namespace: string;
  public readonly qualifier: string;
  public readonly timeout: number;
  /** What a callback's URL must carry. */
  public readonly secret: CallbackSecret;
  /** SHA-256 of the deployed code. */
  public readonly codeHash: string;
  public readonly resource: ScfFunction;
  /** Version and alias; absent with alias `"$LATEST"`. */
  public readonly release?: FunctionRelease;
  /** What exists only once callers meet the current code, settings and secret: theirs to depend on. */
  public readonly ready: TerraformResource;

  constructor(scope: Construct, id: string, props: CallbackFunctionProps) {
    super(scope, id);
    const { functionName = nameFromPath(this, NAME_LENGTH), namespace = "default", memorySize = 256 } = props;
    const { description = "CI callback handler", runtime = "Nodejs20.19", timeout = 30, alias = "live" } = props;
    const nameRule = "have 2 to 60 letters, digits, - and _, start with a letter and end with a letter or digit";
    checkText(this, "Name of the function", functionName, NAME, nameRule);
    checkText(this, "Namespace of the function", namespace, NAME, nameRule);
    checkText(this, "Description of the function", description, /^[^]{0,1000}$/, "have at most 1000 characters");
    checkText(
      this,
      "Alias of the function",
      alias,
      ALIAS,
      'have 1 to 64 letters, digits, - and _ and start with a letter, or be "$LATEST"',
    );
    checkText(this, "Runtime of the function", runtime, /^Nodejs\d/, 'be one of Node.js, such as "Nodejs20.19"');
    checkInteger(this, "Memory of the function", memorySize, { min: 128, max: 3072, step: 128, unit: "MB" });
    checkInteger(this, "Timeout of the function", timeout, { min: 10, max: 900, unit: "seconds" });

    this.secret = props.secret ?? new CallbackSecret(this, "Secret");
    const code = props.code.bind(this);
    this.codeHash = code.hash;
    this.timeout = timeout;
    this.namespace = namespace;

    // Everything that the platform would fill in by itself is given: what it fills in shows as a change in every plan.
    this.resource = new ScfFunction(this, "Resource", {
      name: functionName,
      namespace,
      description,
      handler: code.handler,
      runtime,
      memSize: memorySize,
      timeout,
      zipFile: code.zipFile,
      environment: functionEnvironment(this, this.secret, props),
      enablePublicNet: true, // outgoing only; a function outside a VPC cannot be without
      tags: props.tags,
    });
    this.functionName = this.resource.name;
    if (alias !== LATEST) {
      const { resource: fn, codeHash } = this;
      this.release = new FunctionRelease(this, "Release", { function: fn, codeHash, alias });
    }
    this.qualifier = this.release?.alias.name ?? LATEST;
    this.ready = this.release?.alias ?? this.resource;
  }
}
