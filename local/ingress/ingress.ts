import type { IncomingMessage, ServerResponse } from "node:http";
import { createCertificate } from "../../provider/plugin/certificate";
import { ServiceError } from "../http/errors";
import { readRequest, writeReply } from "../http/message";
import type { Reply, Request } from "../http/message";
import { requestId as newRequestId } from "../ids";
import { FunctionError } from "../scf/errors";
import { MAX_PAYLOAD_BYTES } from "../scf/functions";
import type { Functions } from "../scf/functions";
import type { FunctionName } from "../scf/model";
import { apiGatewayEvent, functionUrlEvent } from "./event";
import { listenHttpAndHttps } from "./listener";
import type { Listener } from "./listener";
import { failureReply, functionUrlReply, integratedReply } from "./response";
import { findRoute } from "./routes";
import type { ReleasedApi } from "./routes";

const JSON_TYPE = { "content-type": "application/json" };

/** Finds the target of an address for a path. Called for every request, so that a change takes effect at once. */
export type UrlTarget = (
  path: string,
) => { readonly function: FunctionName; readonly qualifier: string; readonly isAnonymous: boolean } | undefined;

/** Finds the released APIs of an API Gateway service in an environment. */
export type ReleasedApis = (environment: string) => readonly ReleasedApi[] | undefined;

/** Serves function URLs and API Gateway services. Each address has a port of its own. */
export class Ingress {
  readonly #certificate = createCertificate("localhost");
  readonly #listeners = new Map<string, Listener>();
  /** Listener → its name. */
  readonly #names = new Map<string, string>();
  /** Listener → opens the same address in another ingress. */
  readonly #openers = new Map<string, (ingress: Ingress) => Promise<string>>();

  constructor(private readonly functions: Functions) {}

  /** Certificate of all ports, in PEM; generated for this run, valid for `localhost`. */
  get certificate(): string {
    return this.#certificate.cert;
  }

  /** The address with this id: its name, or host and port. */
  addressOf(id: string): string | undefined {
    const listener = this.#listeners.get(id);
    return listener && (this.#names.get(id) ?? `localhost:${listener.port}`);
  }

  /** Port of a name that this cloud serves, such as a custom domain; stands in for DNS. */
  portOf(name: string): number | undefined {
    const id = [...this.#names].find(([, own]) => own === name)?.[0];
    return id === undefined ? undefined : this.#listeners.get(id)?.port;
  }

  /** Port in a copy (`copyTo`) of the address that has `port` here; `undefined` if no address has it. */
  portInCopy(copy: Ingress, port: number): number | undefined {
    const [id] = [...this.#listeners].find(([, listener]) => listener.port === port) ?? [];
    return id === undefined ? undefined : copy.#listeners.get(id)?.port;
  }

  /** Opens all addresses in another ingress, on other ports, for its own functions. */
  async copyTo(ingress: Ingress): Promise<void> {
    await Promise.all([...this.#openers.values()].map((open) => open(ingress)));
  }

  /** Opens a function URL or a custom domain; returns its address. */
  openUrl(id: string, target: UrlTarget, name?: string): Promise<string> {
    this.#openers.set(id, (ingress) => ingress.openUrl(id, target, name));
    return this.#open(id, (request, requestId) => this.#answerUrl(request, requestId, target), name);
  }

  /** Opens an API Gateway service; returns its address. */
  openService(serviceId: string, released: ReleasedApis, name?: string): Promise<string> {
    this.#openers.set(serviceId, (ingress) => ingress.openService(serviceId, released, name));
    const answer = (request: Request, requestId: string): Promise<Reply> =>
      this.#answerApi(request, requestId, serviceId, released);
    return this.#open(serviceId, answer, name);
  }

  async close(id: string): Promise<void> {
    const listener = this.#listeners.get(id);
    this.#listeners.delete(id);
    this.#names.delete(id);
    this.#openers.delete(id);
    await listener?.close();
  }

  async closeAll(): Promise<void> {
    await Promise.all([...this.#listeners.keys()].map((id) => this.close(id)));
  }

  async #open(
    id: string,
    answer: (request: Request, requestId: string) => Promise<Reply>,
    name?: string,
  ): Promise<string> {
    const listener = await listenHttpAndHttps((message, response) => {
      void respond(message, response, answer);
    }, this.#certificate);
    this.#listeners.set(id, listener);
    if (name !== undefined) this.#names.set(id, name);
    return this.addressOf(id)!;
  }

  async #answerUrl(request: Request, requestId: string, target: UrlTarget): Promise<Reply> {
    const found = target(request.path);
    if (!found) return urlError(404, "no function is behind this address");
    if (!found.isAnonymous) return urlError(401, "calls with AuthType CAM must be signed, which is not simulated");
    const event = JSON.stringify(functionUrlEvent(request));
    return this.#invoke(found.function, found.qualifier, event, requestId).then(
      (value) => functionUrlReply(value),
      (error: FunctionError) => failureReply(error, requestId),
    );
  }

  async #answerApi(request: Request, requestId: string, serviceId: string, released: ReleasedApis): Promise<Reply> {
    const [, environment = "", rest = "/"] = /^\/([^/]+)(\/.*)?$/s.exec(request.path) ?? [];
    const route = findRoute(released(environment) ?? [], request.method, rest);
    if (!route) return gatewayError(404, "Not found micro service with key: 404 NOT_FOUND");
    const { api, pathParameters } = route;
    const matched = { serviceId, environment, apiPath: api.path, path: rest, pathParameters };
    const event = apiGatewayEvent(request, { ...matched, isBase64Encoded: api.isBase64Encoded }, requestId);
    const answer = this.#invoke(api.function, api.qualifier, JSON.stringify(event), requestId).then(
      (value) => (api.isIntegrated ? integratedReply(value) : { status: 200, headers: JSON_TYPE, body: value }),
      // The gateway passes a failure of the function on with status 200.
      (error: FunctionError) => failureReply(error, requestId, 200),
    );
    return withTimeout(api.timeoutS * 1000, answer, gatewayError(504, "the function did not answer in time"));
  }

  async #invoke(name: FunctionName, qualifier: string, event: string, requestId: string): Promise<string> {
    try {
      return await this.functions.invoke(name, qualifier, event, requestId);
    } catch (error) {
      if (error instanceof FunctionError) throw error;
      throw new FunctionError(500, (error as Error).message);
    }
  }
}

async function respond(
  message: IncomingMessage,
  response: ServerResponse,
  answer: (request: Request, requestId: string) => Promise<Reply>,
): Promise<void> {
  const id = newRequestId();
  try {
    const reply = await answer(await readRequest(message, MAX_PAYLOAD_BYTES), id);
    writeReply(response, { ...reply, headers: { "x-scf-request-id": id, ...reply.headers } });
  } catch (error) {
    if (!(error instanceof ServiceError)) return void response.destroy();
    // The server would read the rest of a body that is too large as the next request.
    const headers = { ...JSON_TYPE, connection: "close" };
    writeReply(response, { status: error.status, headers, body: JSON.stringify({ errorMessage: error.message }) });
  }
}

/** The answer, or `timeoutReply` if the answer takes longer than `ms`. */
async function withTimeout(ms: number, answer: Promise<Reply>, timeoutReply: Reply): Promise<Reply> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<Reply>((resolve) => (timer = setTimeout(() => resolve(timeoutReply), ms)));
  try {
    return await Promise.race([answer, timeout]);
  } finally {
    clearTimeout(timer);
  }
}

function urlError(status: number, errorMessage: string): Reply {
  return { status, headers: JSON_TYPE, body: JSON.stringify({ errorMessage }) };
}

function gatewayError(errno: number, error: string): Reply {
  return { status: errno, headers: JSON_TYPE, body: JSON.stringify({ errno, error }) };
}
