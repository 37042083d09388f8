/** Client of the control API of a local cloud in another process. */
import { send } from "../../api/transport";
import { authorization } from "../../api/sign";
import type { Delivery } from "../ci/delivery";
import type { Credential } from "../options";
import type { DeliverBody } from "./api";

const VALID_S = 900;
/** One day: the cloud limits callbacks itself, and a debugger may pause a function. */
const TIMEOUT_MS = 24 * 3600 * 1000;

/** Address of a local cloud, and a key that it accepts. */
export interface ControlAddress {
  readonly url: string;
  readonly credential: Credential;
}

/** A delivery in its JSON form. */
export type RemoteDelivery = Omit<Delivery, "at"> & { readonly at: string };

/** A call of the control API; its path is `/control/…`. */
export interface ControlCall {
  readonly method: "GET" | "POST" | "DELETE";
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
}

/**
 * Calls the control API. Returns the `Response`; that of a refusal has `Error`.
 *
 * @throws TransportError if the cloud cannot be reached
 */
export async function callControl({ url, credential }: ControlAddress, call: ControlCall): Promise<ControlResponse> {
  const { method, path, query = {}, body } = call;
  const origin = new URL(url);
  const text = body === undefined ? "" : JSON.stringify(body);
  const headers = {
    host: origin.host,
    "content-length": String(Buffer.byteLength(text)),
    ...(credential.token !== undefined && { "x-ci-security-token": credential.token }),
  };
  const now = Math.floor(Date.now() / 1000);
  const keyTime = { start: now - VALID_S, end: now + VALID_S };
  const signature = authorization({ method, path, query, headers }, credential, keyTime);
  const search = new URLSearchParams(query).toString();
  const answer = await send({
    method,
    origin,
    path: search === "" ? path : `${path}?${search}`,
    headers: { ...headers, authorization: signature },
    body: text,
    timeoutMs: TIMEOUT_MS,
  });
  return (JSON.parse(answer.body.toString("utf8")) as { readonly Response: ControlResponse }).Response;
}

/** Members of an answer; a refusal has `Error`. */
export interface ControlResponse {
  readonly [member: string]: unknown;
  readonly Error?: { readonly Code: string; readonly Message: string };
}

/**
 * Makes the local cloud post a callback as CI does; the cloud records the delivery.
 *
 * @throws TransportError if the cloud cannot be reached, Error if it refuses
 */
export async function deliverRemotely(address: ControlAddress, body: DeliverBody): Promise<RemoteDelivery> {
  const { Delivery, Error: refusal } = await callControl(address, { method: "POST", path: "/control/deliver", body });
  if (refusal) throw new Error(`The local cloud refuses to deliver: ${refusal.Message}`);
  return Delivery as RemoteDelivery;
}
