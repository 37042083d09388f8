import type { IncomingMessage, ServerResponse } from "node:http";
import { MAX_OBJECT_BYTES } from "./cos/objects";
import type { Credentials } from "./credentials";
import type { Faults } from "./faults";
import { api3Service } from "./api3/api3";
import { roleCaller } from "./cam/roles";
import type { Caller } from "./cam/roles";
import { checkAws4, isAws4 } from "./http/aws4";
import { authError, checkSignature, secretIdOf } from "./http/auth";
import type { ObjectServices } from "./http/call";
import { dispatch, errorReply, serviceHost } from "./http/dispatch";
import type { ServiceHost } from "./http/dispatch";
import { ServiceError } from "./http/errors";
import { readRequest, writeReply } from "./http/message";
import type { Reply, Request } from "./http/message";
import { requestId } from "./ids";
import type { ResourceStore } from "./resources/kind";

/** Serves hosts that belong to no service: the control API. */
export type Control = (request: Request, requestId: string) => Promise<Reply>;

/** Serves the hosts of API 3.0. */
export type Api3 = (service: string, request: Request, requestId: string) => Promise<Reply>;

/** The API endpoint: CI, COS and API 3.0 by Host header, the control API on any other host. */
export class Endpoint {
  constructor(
    private readonly services: ObjectServices,
    private readonly credentials: Credentials,
    private readonly faults: Faults,
    private readonly control: Control,
    private readonly api3: Api3,
    private readonly resources: Pick<ResourceStore, "ofType">,
  ) {}

  async handle(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const id = requestId();
    try {
      const request = await readRequest(message, MAX_OBJECT_BYTES);
      const reply = await this.faults.around(request, () => this.#answer(request, id));
      if (reply) writeReply(response, reply);
      else response.destroy();
    } catch (error) {
      // The body was too large or incomplete, so the start of the next request on the connection is unknown.
      if (!(error instanceof ServiceError)) return void response.destroy();
      writeReply(response, { status: error.status, headers: { connection: "close" }, body: error.message });
    }
  }

  async #answer(request: Request, id: string): Promise<Reply> {
    const host = serviceHost(request.host);
    const service = api3Service(request.host);
    if (service !== undefined) return this.api3(service, request, id);
    if (!host) return this.control(request, id);
    const reply = this.#answerService(host, request, id);
    return { ...reply, headers: { ...serviceHeaders(host, id), ...reply.headers } };
  }

  /** The role of the caller; `undefined` for the account itself. */
  #callerOf(request: Request): Caller | undefined {
    const role = this.credentials.roleOf(secretIdOf(request));
    return role === undefined ? undefined : roleCaller(role, this.resources);
  }

  #answerService(host: ServiceHost, request: Request, id: string): Reply {
    try {
      const check = host.service === "cos" && isAws4(request) ? checkAws4 : checkSignature;
      const failure = check(request, this.credentials.all, this.services.clock.now());
      if (failure) throw authError(failure, host.service === "cos" ? "cos" : "ci");
      return dispatch(host, request, id, this.services, this.#callerOf(request));
    } catch (error) {
      if (error instanceof ServiceError) return errorReply(error, host, request, id);
      console.error(error); // a defect of the local cloud: its developer needs the stack trace, the client does not
      return errorReply(new ServiceError(500, "InternalError", "internal error"), host, request, id);
    }
  }
}

function serviceHeaders({ service }: ServiceHost, id: string): Record<string, string> {
  return service === "cos"
    ? { server: "tencent-cos", "x-cos-request-id": id }
    : { server: "tencent-ci", "x-ci-request-id": id };
}
