import { parseXml, textOf, XmlError } from "./xml";

/** An error that CI, COS or another service of Tencent Cloud answered with. */
export class CiApiError extends Error {
  override readonly name = "CiApiError";

  constructor(
    /** HTTP status. */
    readonly status: number,
    /** The vendor's code, such as `AccessDenied`; "" when the answer has none. */
    readonly code: string,
    /** The vendor's own words. */
    readonly reason: string,
    /** What the vendor's support asks for; "" when the answer has none. */
    readonly requestId: string,
    /** Method and path of the call, without query. */
    readonly call: string,
    /** Date header of the answer, by which a wrong clock shows. */
    readonly serverTime?: Date,
  ) {
    super(`${call}: ${code || "error"} ${reason} (HTTP ${status}${requestId ? `, request ${requestId}` : ""})`);
  }
}

/** Whether the service refuses a call for good: another try gets the same answer. */
export function isRefusal(error: unknown): error is CiApiError {
  return error instanceof CiApiError && error.status >= 400 && error.status < 500 && error.status !== 429;
}

/** No complete answer: the network failed, or time ran out. */
export class TransportError extends Error {
  override readonly name = "TransportError";

  constructor(
    message: string,
    /** Node's error code, such as `ECONNRESET`; `ETIMEDOUT` when time ran out. */
    readonly code: string,
    /** False when the request surely did not reach the server, so that even a POST may be repeated. */
    readonly sent: boolean,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** An answer with a success status that makes no sense. */
export class UnexpectedAnswerError extends Error {
  override readonly name: string = "UnexpectedAnswerError";
}

/**
 * An answer with a success status to a call that did not succeed, or whose content is not what the server keeps: an error
 * document with 200, a part of an object, a body that was cut off. Another try may get the real answer.
 */
export class FalseSuccessError extends UnexpectedAnswerError {
  override readonly name: string = "FalseSuccessError";
}

/** An answer that is longer than the caller takes. Another try would get the same. */
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

/** The error in an answer: XML, or the JSON that some gateways in front of CI use, or neither. */
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
