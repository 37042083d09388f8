/** Calls the server. */
import type { CallbackDetail } from "../protocol";
import { has, t, tOr } from "./texts";

/** The server refused a request, or cannot be reached. The message is in the user's language if there is a text. */
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

/** Details of an opened session file, by id; undefined while the page shows the running session. */
let opened: ReadonlyMap<string, CallbackDetail> | undefined;

/** Reads details from a session file from now on. */
export function readFrom(details: readonly CallbackDetail[]): void {
  opened = new Map(details.map((detail) => [detail.row.id, detail]));
}

/** @throws ApiError */
export async function getDetail(id: string): Promise<CallbackDetail> {
  if (!opened) return read<CallbackDetail>(`callbacks/${encodeURIComponent(id)}`);
  const found = opened.get(id);
  if (found) return found;
  throw new ApiError(t("error_notKept"), 404);
}

/** Ids of the callbacks that have every one of these texts in their body or log. */
export async function findTexts(texts: readonly string[]): Promise<readonly string[]> {
  if (!opened) return (await post<{ readonly ids: readonly string[] }>("search", { texts })).ids;
  const contains = ({ body, logs }: CallbackDetail, text: string): boolean =>
    [body, ...logs.map((line) => line.text)].some((each) => each.toLowerCase().includes(text.toLowerCase()));
  return [...opened.values()].filter((each) => texts.every((text) => contains(each, text))).map(({ row }) => row.id);
}

/** The bytes of a callback's body; `undefined` if the server does not have it. */
export async function getBody(id: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const response = opened
    ? undefined
    : await fetch(`api/callbacks/${encodeURIComponent(id)}/body`).catch(() => undefined);
  return response?.ok ? new Uint8Array(await response.arrayBuffer()) : undefined;
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
