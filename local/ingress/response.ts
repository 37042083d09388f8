/** Converts a function's result to an HTTP answer. */
import { errorBody } from "../scf/errors";
import type { FunctionError } from "../scf/errors";
import type { Reply } from "../http/message";

const JSON_TYPE = { "content-type": "application/json" };

/** A function URL: a value without `statusCode` is answered unchanged, with status 200. */
export function functionUrlReply(json: string): Reply {
  const response = readResponse(json);
  return response ?? { status: 200, headers: JSON_TYPE, body: json };
}

/** An API with integrated response: any value other than `{statusCode, headers, body}` is an error. */
export function integratedReply(json: string): Reply {
  const error = "Invalid scf response format. please check your scf response format.";
  return readResponse(json) ?? { status: 403, headers: JSON_TYPE, body: JSON.stringify({ errno: 403, error }) };
}

/** The answer to a failed call of the function. */
export function failureReply(error: FunctionError, requestId: string, status: number = error.status): Reply {
  return { status, headers: JSON_TYPE, body: errorBody(error, requestId) };
}

/** `{statusCode, headers, body, isBase64Encoded}`; `undefined` for any other value. */
function readResponse(json: string): Reply | undefined {
  const value = JSON.parse(json) as unknown;
  if (typeof value !== "object" || value === null || !("statusCode" in value)) return undefined;
  const { statusCode, headers = {}, body = "", isBase64Encoded = false } = value as Record<string, unknown>;
  const status = typeof statusCode === "string" ? Number(statusCode) : statusCode;
  if (typeof status !== "number" || !Number.isInteger(status) || status < 200 || status > 599) return undefined;
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return {
    status,
    headers: readHeaders(headers),
    body: isBase64Encoded === true ? Buffer.from(text, "base64") : text,
  };
}

/** Leaves out headers that Node refuses to send, and the length, which the server sets. */
function readHeaders(headers: unknown): Record<string, string> {
  if (typeof headers !== "object" || headers === null) return {};
  return Object.fromEntries(
    Object.entries(headers)
      .map(([name, value]) => [name.toLowerCase(), String(value)] as const)
      .filter(([name, value]) => /^[a-z0-9!#$%&'*+.^_`|~-]+$/.test(name) && /^[\t\x20-\x7e\x80-\xff]*$/.test(value))
      .filter(([name]) => name !== "content-length" && name !== "transfer-encoding" && name !== "connection"),
  );
}
