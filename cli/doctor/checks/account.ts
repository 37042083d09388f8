/** Checks the clock, the key, the buckets and the role that CI assumes. */
import { readCiStatus } from "../../../api/bind";
import { CiApiError, TransportError } from "../../../api/errors";
import { cosHost } from "../../../api/hosts";
import { findMediaBucket } from "../../../api/media-buckets";
import { broken, ok, unknown } from "../finding";
import type { Check } from "../check";
import type { Finding } from "../finding";
import type { DoctorContext } from "../context";
import { isBadKey, isClockError } from "../explain";

/** API 3.0 accepts 5 minutes, COS and CI 15. */
const MAX_SKEW_S = 300;
const CI_ROLE = "CI_QCSRole";

export function accountChecks(context: DoctorContext): Check[] {
  const { chain, ci, platform } = context;
  return [
    { link: "clock", run: () => checkClock(context) },
    { link: "credentials", needs: ["clock"], run: () => checkKey(context) },
    ...chain.buckets.map((ref): Check => ({
      link: "bucket",
      subject: ref.bucket,
      needs: ["credentials"],
      run: async () => {
        try {
          await ci.request({ method: "HEAD", host: cosHost(ref), path: "/" });
          return ok(`exists in ${ref.region}`);
        } catch (error) {
          if (!(error instanceof CiApiError) || ![301, 307, 404].includes(error.status)) throw error;
          return broken(
            `no bucket ${ref.bucket} in ${ref.region}`,
            "check its name with the APPID and its region: CI looks for a bucket in one region only",
          );
        }
      },
    })),
    ...chain.buckets.map((ref): Check => ({
      link: "binding",
      subject: ref.bucket,
      needs: ["bucket"],
      run: async () => {
        const status = await readCiStatus(ci, ref);
        if (status === "on") return ok("CI is bound");
        return broken(
          `CI is not bound (${status || "no status"})`,
          "`cdktf deploy` binds it; somebody has unbound it in the console",
        );
      },
    })),
    ...chain.services.map((ref): Check => ({
      link: "service",
      subject: `${ref.family} of ${ref.bucket}`,
      needs: ["binding"],
      run: async () =>
        (await findMediaBucket(ci, ref))
          ? ok("on")
          : broken("off", "`cdktf deploy` turns it on; while it is off, there is no queue and no job runs"),
    })),
    {
      link: "role",
      needs: ["credentials"],
      run: async () =>
        (await platform.hasRole(CI_ROLE))
          ? ok(`${CI_ROLE} exists`)
          : broken(
              `the account has no role ${CI_ROLE}`,
              "open the Cloud Infinite console once and accept the authorization",
            ),
    },
  ];
}

/** Uses the Date header of any answer; this needs no key. */
async function checkClock({ chain, endpoint, sendRequest, now }: DoctorContext): Promise<Finding> {
  const [ref] = chain.buckets;
  const url = endpoint ?? (ref ? `https://${cosHost(ref)}/` : "https://sts.tencentcloudapi.com/");
  const answer = await sendRequest(url, { method: "HEAD" }).catch((error: unknown) => {
    if (error instanceof TransportError) return error;
    throw error;
  });
  if (answer instanceof TransportError) {
    return unknown(`not compared: ${answer.message}`);
  }
  if (answer.date === undefined) return unknown("not compared: the answer has no time");
  const skew = Math.round((now() - answer.date) / 1000);
  if (Math.abs(skew) <= MAX_SKEW_S) return ok(`${Math.abs(skew)} s from the server's`);
  return broken(
    `${Math.abs(skew)} s ${skew > 0 ? "fast" : "slow"}`,
    "set it by NTP: requests are refused beyond 5 minutes",
  );
}

async function checkKey({ platform, shownKey, isLocal }: DoctorContext): Promise<Finding> {
  try {
    const account = await platform.account();
    return ok(
      `${shownKey}${account === undefined ? "" : ` of account ${account}`}${isLocal ? ", on the local cloud" : ""}`,
    );
  } catch (error) {
    if (isClockError(error)) return unknown(`cannot be checked: ${error.code}`, "see the clock");
    if (isBadKey(error)) {
      return broken(
        `${shownKey} is refused: ${error.code}`,
        "set TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY (a temporary key with TENCENTCLOUD_SECURITY_TOKEN), or renew the profile of tccli",
      );
    }
    if (error instanceof TransportError) {
      const next = "check the network of this machine, its DNS and its firewall, and HTTPS_PROXY and NO_PROXY";
      return broken(`no answer: ${error.message}`, next);
    }
    throw error;
  }
}
