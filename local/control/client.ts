/** The control API of a local cloud that runs in another process. */
import { send } from "../../api/transport";
import { authorization } from "../../api/sign";
import type { Delivery } from "../ci/delivery";
import type { Credential } from "../options";
import type { DeliverBody } from "./api";

const VALID_S = 900;
/** Longer than the cloud itself waits for the answer to a callback. */
const TIMEOUT_MS = 60_000;

/** Where a local cloud is, and a key that it accepts. */
export interface ControlAddress {
  readonly url: string;
  readonly credential: Credential;
}

/** A delivery as it comes over the wire. */
export type RemoteDelivery = Omit<Delivery, "at"> & { readonly at: string };

/**
 * Has the local cloud post a callback as CI would; the delivery is recorded there.
 *
 * @throws TransportError when the cloud cannot be reached, Error when it refuses
 */
export async function deliverRemotely({ url, credential }: ControlAddress, body: DeliverBody): Promise<RemoteDelivery> {
  const origin = new URL(url);
  const method = "POST";
  const path = "/control/deliver";
  const text = JSON.stringify(body);
  const headers = {
    host: origin.host,
    "content-length": String(Buffer.byteLength(text)),
    ...(credential.token !== undefined && { "x-ci-security-token": credential.token }),
  };
  const now = Math.floor(Date.now() / 1000);
  const keyTime = { start: now - VALID_S, end: now + VALID_S };
  const signature = authorization({ method, path, query: {}, headers }, credential, keyTime);
  const answer = await send({
    method,
    origin,
    path,
    headers: { ...headers, authorization: signature },
    body: text,
    timeoutMs: TIMEOUT_MS,
  });
  const { Response } = JSON.parse(answer.body.toString("utf8")) as {
    readonly Response: { readonly Delivery: RemoteDelivery; readonly Error?: { readonly Message: string } };
  };
  if (Response.Error) throw new Error(`The local cloud refuses to deliver: ${Response.Error.Message}`);
  return Response.Delivery;
}
