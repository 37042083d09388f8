import { Fn } from "cdktf";
import type { TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import type { IConstruct } from "constructs";
import { CallbackSecret as CallbackSecretResource } from "#tencentci/callback-secret";
import { checkInteger, isKnown } from "../validation/check";
import { ValidationError } from "../validation/errors";
import type { IngressEndpoint } from "../ingress/endpoint";
import { CREATE_FIRST } from "../terraform/replacement";
import { operand } from "../terraform/operand";
import { TencentciProvider } from "../terraform/tencentci-provider";

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
   * Number of the secret. Another number makes a new secret, whether it is higher or lower. The secret before stays
   * accepted until the next change, so that jobs that were submitted with the old URL still report.
   *
   * @default 0
   */
  readonly rotation?: number;

  /**
   * Whether the secret before the last rotation is still accepted. `false` deletes that secret.
   *
   * @default true
   */
  readonly acceptPrevious?: boolean;
}

/** Properties of `CallbackSecret`. */
export interface CallbackSecretProps extends CallbackSecretOptions {
  /**
   * The `tencentci` provider to use.
   *
   * @default - the stack's, which is made if there is none
   */
  readonly provider?: TerraformProvider;
}

/**
 * The secret that makes a callback URL hard to guess: CI signs nothing, so whoever knows the URL is believed. The
 * `tencentci` provider makes it from 128 random bits. It is kept in Terraform's state, hidden in plans and messages, and
 * changed by nothing but `rotation` and a replacement of the resource.
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
  /** Current secret; known after apply, sensitive. */
  public readonly value: string;
  /** What holds the secrets in the state. */
  public readonly resource: CallbackSecretResource;

  constructor(scope: Construct, id: string, props: CallbackSecretProps = {}) {
    super(scope, id);
    const { rotation = 0, acceptPrevious = true, provider } = props;
    checkInteger(this, "Rotation of the callback secret", rotation, { min: 0, max: Number.MAX_SAFE_INTEGER });
    if (!provider) TencentciProvider.ensure(this);
    this.resource = new CallbackSecretResource(this, "Resource", {
      rotation,
      acceptPrevious,
      provider,
      lifecycle: CREATE_FIRST, // what uses the secret may be of either class
    });
    this.accepted = sensitive(this.resource.accepted);
    this.value = sensitive(this.resource.current);
  }

  /** The URL to give to CI: that of the ingress with the secret as last path segment. */
  public callbackUrl(endpoint: IngressEndpoint): string {
    return urlOf(endpoint, this.resource.current);
  }
}

function urlOf(endpoint: IngressEndpoint, secret: string): string {
  return sensitive(Fn.join("/", [endpoint.url, secret].map(operand)));
}

/** Marks a text as not to be shown in plans. */
function sensitive(value: string): string {
  return Fn.sensitive(operand(value)) as string;
}
