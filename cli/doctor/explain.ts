/** Turns failures of calls into findings. */
import { CiApiError, TransportError, UnexpectedAnswerError } from "../../api/errors";
import type { Finding } from "./finding";

const REFUSED = /^(AccessDenied|UnauthorizedOperation(\..*)?|AuthFailure\.UnauthorizedOperation)$/;
const BAD_KEY =
  /^(InvalidAuthorization|MissingAuthorization|SecretidNotExist|InvalidAccessKeyId|SignatureDoesNotMatch|InvalidToken|AuthFailure\..*)$/;
/** Error codes for a signature whose time the service refuses. */
const CLOCK = /^(SignatureExpired|RequestTimeTooSkewed|AuthFailure\.SignatureExpire)$/;

export function isBadKey(error: unknown): error is CiApiError {
  return error instanceof CiApiError && (BAD_KEY.test(error.code) || error.status === 401) && !isRefused(error);
}

export function isClockError(error: unknown): error is CiApiError {
  return error instanceof CiApiError && CLOCK.test(error.code);
}

function isRefused({ code, status }: CiApiError): boolean {
  return REFUSED.test(code) && status !== 401;
}

/** A failed call does not show that the link is broken. Rethrows errors of neither the network nor the service. */
export function explainFailure(error: unknown): Finding {
  if (error instanceof CiApiError) {
    const finding = `${error.code || `HTTP ${error.status}`}: ${error.reason}${error.requestId ? ` (request ${error.requestId})` : ""}`;
    if (isRefused(error)) {
      return {
        status: "unknown",
        finding: `the key lacks permission: ${finding}`,
        next: "grant it what `cdktf-tencentcloud-ci permissions --for look` prints",
      };
    }
    return { status: "unknown", finding };
  }
  if (error instanceof TransportError || error instanceof UnexpectedAnswerError) {
    return { status: "unknown", finding: `no answer: ${error.message}`, next: "check the network of this machine" };
  }
  throw error;
}
