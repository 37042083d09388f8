/** Checks the signature of a request to CI, COS or the control API, as the services do. */
import { createHash, timingSafeEqual } from "node:crypto";
import { authorization } from "../../api/sign";
import { ServiceError } from "./errors";
import type { Credential } from "../options";
import type { Request } from "./message";

/** Maximum difference between the clocks of client and server. */
const MAX_SKEW_S = 15 * 60;
const HEADER =
  /^q-sign-algorithm=sha1&q-ak=([^&]*)&q-sign-time=(\d+);(\d+)&q-key-time=(\d+);(\d+)&q-header-list=([^&]*)&q-url-param-list=([^&]*)&q-signature=([0-9a-f]{40})$/;

/** Reason for a refusal. */
export type AuthFailure = "missing" | "malformed" | "unknown" | "mismatch" | "expired" | "skewed" | "token";

type Answer = readonly [status: number, code: string, message: string];

/** The codes of CI's common table; COS has its own codes. */
const CI_ANSWERS: Readonly<Record<AuthFailure, Answer>> = {
  missing: [401, "MissingAuthorization", "the request has no Authorization header"],
  malformed: [401, "InvalidAuthorization", "the Authorization header is not of the form q-sign-algorithm=sha1&q-ak=…"],
  unknown: [401, "SecretidNotExist", "the secret id does not exist"],
  mismatch: [401, "AccessDenied", "the signature does not match the request"],
  expired: [401, "SignatureExpired", "the signature has expired"],
  skewed: [403, "RequestTimeTooSkewed", "the clocks of client and server differ by more than 15 minutes"],
  token: [401, "AccessDenied", "the security token does not belong to the secret id"],
};

const COS_ANSWERS: Readonly<Record<AuthFailure, Answer>> = {
  missing: [403, "AccessDenied", "the request has no Authorization header"],
  malformed: [403, "AccessDenied", "the Authorization header is not of the form q-sign-algorithm=sha1&q-ak=…"],
  unknown: [403, "InvalidAccessKeyId", "the secret id does not exist"],
  mismatch: [403, "SignatureDoesNotMatch", "the signature does not match the request"],
  expired: [403, "AccessDenied", "Request has expired"],
  skewed: [403, "RequestTimeTooSkewed", "the clocks of client and server differ by more than 15 minutes"],
  token: [403, "InvalidToken", "the security token does not belong to the secret id"],
};

/** The codes of API 3.0, which every service there shares. */
export const API3_ANSWERS: Readonly<Record<AuthFailure, readonly [code: string, message: string]>> = {
  missing: ["AuthFailure.InvalidAuthorization", "the request is not signed"],
  malformed: ["AuthFailure.InvalidAuthorization", "the Authorization header is malformed"],
  unknown: ["AuthFailure.SecretIdNotFound", "The SecretId is not found, please ensure that your SecretId is correct."],
  mismatch: [
    "AuthFailure.SignatureFailure",
    "The provided credentials could not be validated. Please check your signature is correct.",
  ],
  expired: ["AuthFailure.SignatureExpire", "the signature has expired"],
  skewed: ["AuthFailure.SignatureExpire", "the clocks of client and server differ by more than is allowed"],
  token: ["AuthFailure.TokenFailure", "the security token does not belong to the secret id"],
};

/** The error answer of CI or COS for a refused request. */
export function authError(failure: AuthFailure, service: "ci" | "cos"): ServiceError {
  const [status, code, message] = (service === "cos" ? COS_ANSWERS : CI_ANSWERS)[failure];
  return new ServiceError(status, code, message);
}

/** The secret id in the signature of a request; "" without one. */
export function secretIdOf({ headers }: Request): string {
  return /(?:(?:^|&)q-ak=|Credential=)([^&/]*)/.exec(headers.authorization ?? "")?.[1] ?? "";
}

/** The reason to refuse a request; `undefined` if its signature is valid. */
export function checkSignature(
  request: Request,
  credentials: readonly Credential[],
  now: Date,
): AuthFailure | undefined {
  const header = request.headers.authorization;
  if (header === undefined || header === "") return "missing";
  const parts = HEADER.exec(header);
  if (!parts) return "malformed";
  const [, secretId, signStart, signEnd, keyStart, keyEnd, headerList, paramList, signature] =
    parts as unknown as string[];
  if (signStart !== keyStart || signEnd !== keyEnd) return "malformed";
  const credential = credentials.find((candidate) => candidate.secretId === secretId);
  if (!credential) return "unknown";

  const signed = { method: request.method, path: request.path, ...signedParts(request, headerList!, paramList!) };
  const expected = authorization(signed, credential, { start: Number(keyStart), end: Number(keyEnd) });
  if (!constantTimeEqual(signature!, expected.slice(expected.lastIndexOf("=") + 1))) return "mismatch";

  const seconds = now.getTime() / 1000;
  if (Number(keyStart) > seconds + MAX_SKEW_S) return "skewed";
  if (Number(keyEnd) < seconds) return "expired";
  const token = request.headers["x-ci-security-token"] ?? request.headers["x-cos-security-token"];
  return constantTimeEqual(String(token ?? ""), credential.token ?? "") ? undefined : "token";
}

/** The request's values of the headers and parameters that the signature lists. */
function signedParts(
  request: Request,
  headerList: string,
  paramList: string,
): { headers: Record<string, string>; query: Record<string, string> } {
  const parameters = new Map([...request.query].map(([name, value]) => [name.toLowerCase(), value]));
  const names = (list: string): string[] => list.split(";").filter((name) => name !== "");
  return {
    headers: Object.fromEntries(names(headerList).map((name) => [name, String(request.headers[name] ?? "")])),
    query: Object.fromEntries(
      names(paramList)
        .map(decode)
        .map((name) => [name, parameters.get(name) ?? ""]),
    ),
  };
}

/** Parameter names are listed encoded, in lower case. */
function decode(name: string): string {
  try {
    return decodeURIComponent(name).toLowerCase();
  } catch {
    return name;
  }
}

/** Whether two texts are equal. The time does not depend on where they differ. */
export function constantTimeEqual(a: string, b: string): boolean {
  const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
