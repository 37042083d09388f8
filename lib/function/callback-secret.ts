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

/** Secrets that the handler accepts. */
const ACCEPTED_SECRET = /^[A-Za-z0-9\-_.~]{16,}$/;

/** A secret for callback URLs. */
export interface ICallbackSecret {
  /** Current secret, sensitive. */
  readonly value: string;
  /** The URL for CI: the URL of the ingress with the secret as last path segment. */
  callbackUrl(endpoint: IngressEndpoint): string;
}

/** Options of `CallbackSecret`. */
export interface CallbackSecretOptions {
  /**
   * Number of the secret. Any other number, higher or lower, makes a new secret. The previous secret stays
   * accepted until the next change, so that jobs that were submitted with the old URL still report.
   *
   * @default 0
   */
  readonly rotation?: number;

  /**
   * Whether the previous secret is still accepted after a rotation. `false` deletes it.
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
   * @default - the provider of the stack, created if the stack has none
   */
  readonly provider?: TerraformProvider;
}

/**
 * The secret that makes a callback URL hard to guess. CI does not sign its requests, so anyone who knows the URL can
 * send callbacks. The `tencentci` provider generates it from 128 random bits. Terraform's state contains it; plans and
 * messages hide it. Only `rotation` and a replacement of the resource change it.
 */
export class CallbackSecret extends Construct implements ICallbackSecret {
  /**
   * An existing secret, for an existing function. `scope` is named in the error.
   *
   * @throws ValidationError for a secret that no handler accepts
   */
  public static fromValue(scope: IConstruct, secret: string): ICallbackSecret {
    if (isKnown(secret) && !ACCEPTED_SECRET.test(secret)) {
      throw new ValidationError(
        `Secret of a function must have at least 16 letters, digits, -, _, . and ~ (got another one, of ${secret.length} characters)`,
        scope,
      );
    }
    return { value: sensitive(secret), callbackUrl: (endpoint) => urlOf(endpoint, secret) };
  }

  /** All accepted secrets, current first, separated by commas. Known after apply, sensitive. */
  public readonly accepted: string;
  /** Current secret. Known after apply, sensitive. */
  public readonly value: string;
  /** The resource that keeps the secrets in the state. */
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
      lifecycle: CREATE_FIRST, // resources of both classes use the secret: see `CREATE_FIRST`
    });
    this.accepted = sensitive(this.resource.accepted);
    this.value = sensitive(this.resource.current);
  }

  /** The URL for CI: the URL of the ingress with the secret as last path segment. */
  public callbackUrl(endpoint: IngressEndpoint): string {
    return urlOf(endpoint, this.resource.current);
  }
}

function urlOf(endpoint: IngressEndpoint, secret: string): string {
  return sensitive(Fn.join("/", [endpoint.url, secret].map(operand)));
}

/** Marks a text as sensitive. */
function sensitive(value: string): string {
  return Fn.sensitive(operand(value)) as string;
}
