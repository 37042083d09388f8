import { Fn } from "cdktf";
import { Construct } from "constructs";
import type { IConstruct } from "constructs";
import { checkInteger, isKnown } from "../validation/check";
import { ValidationError } from "../validation/errors";
import type { IngressEndpoint } from "../ingress/endpoint";
import { operand } from "../terraform/operand";
import { TerraformData } from "../terraform/terraform-data";

/**
 * 32 hexadecimal digits: 128 bits of the 244 that two uuid() take from the operating system's generator, and short enough
 * for CI's limit of 100 characters for the whole URL.
 */
const RANDOM = '${substr(sha256(join("", [uuid(), uuid()])), 0, 32)}';

/** What the handler accepts for a secret. */
const GIVEN_SECRET = /^[A-Za-z0-9\-_.~]{16,}$/;

/** A secret that goes into callback URLs. */
export interface ICallbackSecret {
  /** Current secret, sensitive. */
  readonly value: string;
  /** The URL to give to CI: that of the ingress with the secret as last path segment. */
  callbackUrl(endpoint: IngressEndpoint): string;
}

/** Options of `CallbackSecret`. */
export interface CallbackSecretOptions {
  /**
   * Counts up to replace the secret. The one before stays accepted, so that jobs that were submitted with the old URL
   * still report; it goes with the next step, or with `acceptPrevious: false`.
   *
   * @default 0
   */
  readonly rotation?: number;

  /**
   * Whether the secret of the rotation before is still accepted. Has no meaning at rotation 0.
   *
   * @default true
   */
  readonly acceptPrevious?: boolean;
}

/**
 * The secret that makes a callback URL hard to guess: CI signs nothing, so whoever knows the URL is believed. Made by
 * Terraform itself, kept in its state and changed by nothing but `rotation`.
 */
export class CallbackSecret extends Construct implements ICallbackSecret {
  /**
   * A secret that something else made, for a function that exists. `scope` is named in the error.
   *
   * @throws ValidationError for a secret that no handler accepts
   */
  public static fromValue(scope: IConstruct, secret: string): ICallbackSecret {
    if (isKnown(secret) && !GIVEN_SECRET.test(secret)) {
      throw new ValidationError(
        `Secret of a function must have at least 16 letters, digits, -, _, . and ~ (got another one, of ${secret.length} characters)`,
        scope,
      );
    }
    return { value: sensitive(secret), callbackUrl: (endpoint) => urlOf(endpoint, secret) };
  }

  /** All secrets to accept, current first, separated by commas; known after apply, sensitive. */
  public readonly accepted: string;
  /** Counts up with each new secret. */
  public readonly rotation: number;
  /** What holds the current secret in the state. */
  public readonly resource: TerraformData;
  /** What holds the secret of the rotation before; absent at rotation 0 and with `acceptPrevious: false`. */
  public readonly previous?: TerraformData;

  constructor(scope: Construct, id: string, options: CallbackSecretOptions = {}) {
    super(scope, id);
    const { rotation = 0, acceptPrevious = true } = options;
    checkInteger(this, "Rotation of the callback secret", rotation, { min: 0, max: Number.MAX_SAFE_INTEGER });
    this.rotation = rotation;

    this.resource = this.generation(rotation);
    if (rotation > 0 && acceptPrevious) this.previous = this.generation(rotation - 1);
    this.accepted = this.previous
      ? sensitive(Fn.join(",", [outputOf(this.resource), outputOf(this.previous)]))
      : sensitive(outputOf(this.resource));
  }

  /** Current secret; known after apply, sensitive. */
  public get value(): string {
    return sensitive(outputOf(this.resource));
  }

  /** The URL to give to CI: that of the ingress with the secret as last path segment. */
  public callbackUrl(endpoint: IngressEndpoint): string {
    return urlOf(endpoint, outputOf(this.resource));
  }

  /** The secret of one rotation: it keeps its address, so a step of the rotation leaves it untouched. */
  private generation(rotation: number): TerraformData {
    return new TerraformData(this, `Rotation${rotation}`, {
      input: { secret: RANDOM },
      lifecycle: { ignoreChanges: ["input"] }, // uuid() gives another value in every plan
    });
  }
}

function urlOf(endpoint: IngressEndpoint, secret: string): string {
  return sensitive(Fn.join("/", [endpoint.url, secret].map(operand)));
}

/** Marks a text as not to be shown in plans. */
function sensitive(value: string): string {
  return Fn.sensitive(operand(value)) as string;
}

function outputOf(resource: TerraformData): string {
  return resource.interpolationForAttribute("output.secret").toString();
}
