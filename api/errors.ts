import { parseXml, textOf, XmlError } from "./xml";

/** An error answer of CI, COS or another service of Tencent Cloud. */
export class CiApiError extends Error {
  override readonly name = "CiApiError";

  constructor(
    /** HTTP status. */
    readonly status: number,
    /** The vendor's error code, such as `AccessDenied`; "" if the answer has none. */
    readonly code: string,
    /** The vendor's message. */
    readonly reason: string,
    /** Request id that the vendor's support asks for; "" if the answer has none. */
    readonly requestId: string,
    /** Method and path of the call, without query. */
    readonly call: string,
    /** Date header of the answer. It shows whether the local clock is wrong. */
    readonly serverTime?: Date,
  ) {
    super(`${call}: ${code || "error"} ${reason} (HTTP ${status}${requestId ? `, request ${requestId}` : ""})`);
  }
}

/** Whether the service refuses a call permanently: another attempt gets the same answer. */
export function isRefusal(error: unknown): error is CiApiError {
  return error instanceof CiApiError && error.status >= 400 && error.status < 500 && error.status !== 429;
}

/** No complete answer: the network failed, or the time ran out. */
export class TransportError extends Error {
  override readonly name = "TransportError";

  constructor(
    message: string,
    /** Node's error code, such as `ECONNRESET`; `ETIMEDOUT` if the time ran out. */
    readonly code: string,
    /** False if the request certainly did not reach the server; then even a POST may be repeated. */
    readonly sent: boolean,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** An answer with a success status and unexpected content. */
export class UnexpectedAnswerError extends Error {
  override readonly name: string = "UnexpectedAnswerError";
}

/**
 * An answer with a success status although the call did not succeed, or with content other than the stored one: an
 * error document with 200, a part of an object, a body that was cut off. Another attempt may succeed.
 */
export class FalseSuccessError extends UnexpectedAnswerError {
  override readonly name: string = "FalseSuccessError";
}

/** An answer that exceeds the caller's limit. Another attempt would get the same answer. */
export class AnswerTooLargeError extends UnexpectedAnswerError {
  override readonly name: string = "AnswerTooLargeError";

  constructor(host: string, bytes: number, maxBytes: number) {
    super(`${host}: the answer must be at most ${maxBytes} bytes (got ${bytes} or more)`);
  }
}

export interface ErrorAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string;
}

const MAX_REASON_CHARS = 500;

/** Reads the error of an answer: XML, the JSON of gateways in front of CI, or neither. */
export function apiError(answer: ErrorAnswer, call: string): CiApiError {
  const { status, headers, body } = answer;
  const { code, message, requestId } = xmlError(body) ?? jsonError(body) ?? { code: "", message: "", requestId: "" };
  const fromHeader = headers["x-ci-request-id"] ?? headers["x-cos-request-id"];
  const reason = message || (body.trim() === "" ? "the answer has no body" : "the answer is no error document");
  return new CiApiError(
    status,
    code,
    reason.slice(0, MAX_REASON_CHARS),
    requestId || (typeof fromHeader === "string" ? fromHeader : ""),
    call,
    dateOf(headers["date"]),
  );
}

interface ErrorDocument {
  readonly code: string;
  readonly message: string;
  readonly requestId: string;
}

function xmlError(body: string): ErrorDocument | undefined {
  if (!body.trimStart().startsWith("<")) return undefined;
  try {
    const error = parseXml(body, "Error");
    return { code: textOf(error, "Code"), message: textOf(error, "Message"), requestId: textOf(error, "RequestId") };
  } catch (error) {
    if (error instanceof XmlError) return undefined;
    throw error;
  }
}

function jsonError(body: string): ErrorDocument | undefined {
  if (!body.trimStart().startsWith("{")) return undefined;
  try {
    const error = JSON.parse(body) as Record<string, unknown>;
    const text = (name: string): string =>
      ["string", "number"].includes(typeof error[name]) ? String(error[name]) : "";
    return { code: text("code"), message: text("message"), requestId: text("request_id") };
  } catch {
    return undefined;
  }
}

function dateOf(header: string | readonly string[] | undefined): Date | undefined {
  const date = new Date(typeof header === "string" ? header : "");
  return Number.isNaN(date.getTime()) ? undefined : date;
}
