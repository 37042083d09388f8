/** Checks the address that CI calls: its DNS name, its certificate and its answers. */
import { randomBytes } from "node:crypto";
import { TransportError } from "../../../api/errors";
import { redactUrl } from "../../../local/ci/delivery";
import { sampleCallback } from "../../../local/samples";
import { PROXY_ERRORS } from "../../../provider/http/agent";
import { broken, ok, unknown } from "../finding";
import type { Check } from "../check";
import type { Finding } from "../finding";
import type { DoctorContext } from "../context";
import type { CallbackAnswer } from "../http";

/** Statuses that a caller without the secret may get. */
const REFUSALS = [401, 403, 404, 405];
const KNOWN_HOST = "sts.tencentcloudapi.com";
const DAY_MS = 86_400_000;
const MIN_DAYS = 14;
const LOGS = "`cdktf-tencentcloud-ci logs --since 15m` shows why";
/** The probe that CI sends when a callback URL is saved. */
export const PROBE_BODY = sampleCallback("Probe");

export function addressChecks(context: DoctorContext): Check[] {
  return context.chain.urls.map(({ url }) => ({
    link: "address",
    subject: redactUrl(url),
    run: () => checkAddress(url, context),
  }));
}

async function checkAddress(url: string, context: DoctorContext): Promise<Finding> {
  const { sendRequest, isLocal, isProxied, now, resolves } = context;
  const { hostname } = new URL(url);
  if (isLocal && hostname !== "localhost" && !/^127\./.test(hostname)) {
    return unknown("only the local cloud resolves this name");
  }
  if (!(await isProxied(url)) && !(await resolves(hostname))) {
    // A name that certainly resolves shows whether DNS works on this machine.
    if (!isLocal && !(await resolves(KNOWN_HOST))) return unknown(`DNS fails on this machine, also for ${hostname}`);
    return broken(
      `${hostname} does not resolve`,
      "check the domain's DNS record, and in mainland China its ICP filing; a function URL is deleted with its trigger",
    );
  }
  try {
    const wrongSecret = await sendRequest(url.replace(/[^/]+$/, randomBytes(16).toString("hex")), {
      method: "POST",
      body: PROBE_BODY,
    });
    const get = await sendRequest(url, { method: "GET" });
    const probe = await sendRequest(url, { method: "POST", body: PROBE_BODY });
    return judge({ wrongSecret, get, probe }, now());
  } catch (error) {
    if (!(error instanceof TransportError)) throw error;
    if (error.code === PROXY_ERRORS.unreachable || error.code === PROXY_ERRORS.refused) {
      return unknown(`not called: ${error.message}`, "see HTTPS_PROXY; NO_PROXY lists hosts that need no proxy");
    }
    const isTls = /^(CERT_|ERR_TLS_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|ERR_SSL_|HOSTNAME_MISMATCH)/.test(error.code);
    return isTls
      ? broken(
          `TLS fails: ${error.message}`,
          "give the domain a certificate that is valid for its name: CI does not call without one",
        )
      : broken(`no answer: ${error.message}`, "check the ingress, and whether a firewall blocks this machine");
  }
}

interface Answers {
  /** Answer to a POST with a wrong secret. */
  readonly wrongSecret: CallbackAnswer;
  /** Answer to a GET of the callback URL. */
  readonly get: CallbackAnswer;
  /** Answer to CI's probe with the right secret. */
  readonly probe: CallbackAnswer;
}

function judge({ wrongSecret, get, probe }: Answers, now: number): Finding {
  for (const [caller, { status, body }] of [
    ["a wrong secret", wrongSecret],
    ["GET", get],
  ] as const) {
    const wrapped = wrappedStatus(body);
    if (status === 200 && wrapped !== undefined) {
      return broken(
        `the gateway answers 200 to ${caller}, with the function's ${wrapped} in the body: CI takes every failure for a success`,
        "let the gateway pass on the function's status (integrated response), or use Ingress.functionUrl()",
      );
    }
    if (status >= 500) return broken(`answers ${status} to ${caller}`, LOGS);
    if (!REFUSALS.includes(status)) {
      return broken(
        `answers ${status} to ${caller}, not 404 or 405`,
        "check that the address calls the callback function only",
      );
    }
  }
  if (probe.status === 404) {
    return broken(
      "answers 404 to the deployed secret: the function accepts another secret",
      "run `cdktf deploy`, then check that the alias points to the newest version",
    );
  }
  if (probe.status !== 200) return broken(`answers ${probe.status} to CI's probe`, LOGS);
  const days = probe.validTo === undefined ? undefined : Math.floor((probe.validTo - now) / DAY_MS);
  if (days !== undefined && days < MIN_DAYS) {
    return broken(
      `the certificate expires in ${days} days`,
      "renew it: CI does not call an address with an expired certificate",
    );
  }
  return ok(`${wrongSecret.status} to a wrong secret, ${get.status} to GET, 200 to CI's probe`);
}

/** The status inside a body that a gateway did not unwrap. */
function wrappedStatus(body: string): number | undefined {
  try {
    const { statusCode } = JSON.parse(body) as { readonly statusCode?: unknown };
    return typeof statusCode === "number" ? statusCode : undefined;
  } catch {
    return undefined;
  }
}
