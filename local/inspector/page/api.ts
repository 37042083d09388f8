/** Calls the server. */
import type { CallbackDetail } from "../protocol";
import { has, t, tOr } from "./texts";

/** The server refused a request, or cannot be reached. The message is in the reader's language where there is a text. */
export class ApiError extends Error {
  override readonly name = "ApiError";

  /** @param status of the answer; undefined if there was none */
  constructor(
    message: string,
    readonly status?: number,
  ) {
    super(message);
  }
}

export function getDetail(id: string): Promise<CallbackDetail> {
  return read<CallbackDetail>(`callbacks/${encodeURIComponent(id)}`);
}

/** @throws ApiError */
export function post<T>(path: string, body: object): Promise<T> {
  const headers = { "content-type": "application/json" };
  return read<T>(path, { method: "POST", headers, body: JSON.stringify(body) });
}

async function read<T>(path: string, init?: RequestInit): Promise<T> {
  const response = await fetch(`api/${path}`, init).catch(() => {
    throw new ApiError(t("unreachable"));
  });
  const value = (await response.json().catch(() => ({}))) as T & { readonly error?: string; readonly code?: string };
  if (response.ok) return value;
  const { error = `HTTP ${response.status}`, code = "" } = value;
  throw new ApiError(has(`error_${code}`) ? tOr("error", code) : error, response.status);
}
