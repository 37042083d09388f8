import { Annotations, Fn, Op, Token } from "cdktf";
import type { IConstruct } from "constructs";
import { checkPresent, checkText, isKnown } from "../validation/check";
import { operand } from "../terraform/operand";

/** Scheme and host, with optional port and path; no query, no fragment, no slash at the end. */
const ADDRESS = /^https:\/\/[^/?#\s@]+(\/[^/?#\s]+)*$/;

/** Host of an address, with its port if it has one. */
export function hostOf(scope: IConstruct, subject: string, url: string): string {
  checkPresent(scope, subject, url);
  checkText(scope, subject, url, ADDRESS, "start with https:// and end without /, query and fragment");
  if (isKnown(url)) return new URL(url).host;
  return Fn.element(Fn.split("/", operand(url)), 2) as string;
}

/** Longest callback URL that CI's older pages allow. */
const MAX_URL_LENGTH = 100;

/** Length of a generated secret and the slash before it. */
const SECRET_LENGTH = 1 + 32;

/** Warns of an address whose callback URLs are longer than CI's older pages allow. Newer pages name no limit. */
export function warnOfLength(scope: IConstruct, url: string): void {
  const length = url.length + SECRET_LENGTH;
  if (!isKnown(url) || length <= MAX_URL_LENGTH) return;
  Annotations.of(scope).addWarning(
    `Callback URL will have ${length} characters with its secret (got ${url}), where older pages of CI allow ` +
      `${MAX_URL_LENGTH}; shorten it if CI refuses it`,
  );
}

/** Gateway and function have separate timeouts. The gateway has to wait for the function's own answer. */
const TIMEOUT_MARGIN_S = 5;

/** Seconds that a gateway waits for a function. */
export function gatewayTimeout(timeout: number): number {
  return isKnown(timeout) ? timeout + TIMEOUT_MARGIN_S : Token.asNumber(Op.add(timeout, TIMEOUT_MARGIN_S));
}
