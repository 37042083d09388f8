/** Errors of CI as Terraform diagnostics: CI's message, and advice on known codes. */
import { CiApiError, TransportError, UnexpectedAnswerError } from "../api/errors";
import { isThrottled } from "../api/retry";
import { DiagnosticError } from "./plugin/diagnostics";
import { TimeLimitError } from "./plugin/timeouts";
import type { Diagnostic } from "./plugin/diagnostics";

const CREDENTIALS =
  "Check the secret id and key: provider block, then TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY, then the tccli profile.";
/**
 * Calls that list buckets have no resource: CAM refuses a policy that names one. @see
 * https://cloud.tencent.com/document/product/460/41741
 */
const PERMISSION =
  "The key lacks permission. `npx cdktf-tencentcloud-ci permissions` prints the least CAM policy that the stack needs. By hand: " +
  "the CI actions (ci:*) on qcs::ci:<region>:uid/<appid>:bucket/<bucket>/*, " +
  "and ci:DescribeCIBuckets, ci:DescribeMediaBuckets and ci:DescribeAsrBuckets (the other services' lists too) on *, which a policy on a bucket does not allow. " +
  "Check that CI is bound to the bucket.";
const CLOCK = "The clock of this machine is off: COS and CI accept 15 minutes. Set it by NTP and run again.";

/** @see https://www.tencentcloud.com/document/product/1045/49353 */
const ADVICE: Readonly<Record<string, string>> = {
  CIRoleNotExist:
    "The account has no service role CI_QCSRole. Open the Cloud Infinite console once and accept the authorization, or create the role in CAM.",
  AccessDenied: PERMISSION,
  "AuthFailure.UnauthorizedOperation": PERMISSION,
  InvalidAuthorization: CREDENTIALS,
  MissingAuthorization: CREDENTIALS,
  SecretidNotExist: CREDENTIALS,
  InvalidAccessKeyId: CREDENTIALS,
  SignatureDoesNotMatch: CREDENTIALS,
  "AuthFailure.SecretIdNotFound": CREDENTIALS,
  "AuthFailure.SignatureFailure": CREDENTIALS,
  SignatureExpired: CLOCK,
  RequestTimeTooSkewed: CLOCK,
  NoSuchBucket: "Check the bucket's name with its APPID, and its region: CI looks for a bucket in one region only.",
  PermanentRedirect: "The bucket is in another region: set region.",
  TemporaryRedirect: "The bucket is in another region: set region.",
  InvalidHost: "Check the bucket's name with its APPID, and the region.",
  QueuePaused: "The queue is paused: set its state to Active.",
  UnavailableForLegalReasons: "The account is in arrears or the bucket is frozen: see the billing console.",
};

/** Turns an error of the API client into a diagnostic; any other error is returned as it is. */
export function explain(error: unknown, operation: string): unknown {
  // The innermost call is the most precise.
  if (error instanceof TimeLimitError) return error.during(operation);
  const diagnostic = describe(error, operation);
  return diagnostic ? new DiagnosticError(diagnostic, { cause: error }) : error;
}

/** Runs a call; its errors name the operation. */
export async function explained<T>(operation: string | (() => string), call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw explain(error, typeof operation === "string" ? operation : operation());
  }
}

function describe(error: unknown, doing: string): Diagnostic | undefined {
  if (error instanceof CiApiError) {
    const { status, code, reason, requestId, call, serverTime } = error;
    const advice = adviceFor(error);
    const skew =
      code !== "" && ADVICE[code] === CLOCK && serverTime ? `\nServer time: ${serverTime.toISOString()}` : "";
    const facts = `Code: ${code || "(none)"}\nHTTP status: ${status}\nRequest id: ${requestId || "(none)"}\nCall: ${call}${skew}`;
    return {
      severity: "error",
      summary: `${doing} failed${code ? `: ${code}` : ""}`,
      detail: [`${serviceOf(call)} answered: ${reason}`, facts, advice].filter(Boolean).join("\n\n"),
    };
  }
  if (error instanceof TransportError) {
    const advice =
      "Check the network, HTTPS_PROXY and NO_PROXY, and for a proxy with its own certificate SSL_CERT_FILE or NODE_EXTRA_CA_CERTS.";
    return { severity: "error", summary: `${doing} failed: no answer`, detail: `${error.message}\n\n${advice}` };
  }
  if (error instanceof UnexpectedAnswerError) {
    return { severity: "error", summary: `${doing} failed: unexpected answer`, detail: error.message };
  }
  return undefined;
}

/** Name of the service behind a call, such as `POST sts.tencentcloudapi.com/ AssumeRole`. */
function serviceOf(call: string): string {
  const host = /^\S+ ([^/\s]+)/.exec(call)?.[1] ?? "";
  if (host.startsWith("sts.")) return "STS";
  return host.includes(".cos.") ? "COS" : "CI";
}

function adviceFor(error: CiApiError): string | undefined {
  const { code, status, call } = error;
  if (isThrottled(error)) {
    return `${serviceOf(call)} still limits the rate after several tries. Run again later, or with -parallelism=2.`;
  }
  // CI answers a wrong signature with AccessDenied too, but 401.
  if (status === 401 && ADVICE[code] !== CLOCK) return CREDENTIALS;
  return (
    ADVICE[code] ?? (status >= 500 ? `${serviceOf(call)} failed several times in a row. Run again later.` : undefined)
  );
}

/** True when the bucket does not exist. */
export function isBucketMissing(error: unknown): boolean {
  return error instanceof CiApiError && error.code === "NoSuchBucket";
}
