import { authorization, encodeRfc3986 } from "../../api/sign";
import { TransportError } from "../../api/errors";
import { send } from "../../api/transport";
import { DiagnosticError } from "../../provider/plugin/diagnostics";
import type { ControlAnswer, ControlResult, ResourceBody } from "../control/api";
import type { Attributes } from "../resources/kind";

const VALID_BEFORE_S = 60;
const VALID_AFTER_S = 900;
/** Code packages are the largest bodies; they do not leave this machine. */
const TIMEOUT_MS = 60_000;

/** The local cloud's address and key. */
export interface VendorClientOptions {
  readonly endpoint: URL;
  readonly secretId: string;
  readonly secretKey: string;
  readonly token?: string;
  readonly region: string;
}

/** A resource in the form of the control API. */
export interface RemoteResource {
  readonly id: string;
  readonly attributes: Attributes;
}

type Files = NonNullable<ResourceBody["files"]>;

/** The local cloud's control API, as the simulated provider uses it. */
export class VendorClient {
  #appId: Promise<string> | undefined;

  constructor(private readonly options: VendorClientOptions) {}

  get region(): string {
    return this.options.region;
  }

  /** Number of the account, at the end of bucket names. */
  appId(): Promise<string> {
    this.#appId ??= this.#request("GET", {}, undefined, "/control/account").then(({ AppId }) => AppId!);
    return this.#appId;
  }

  /** The resource, read after the change. */
  async create(type: string, attributes: Attributes, files: Files): Promise<RemoteResource> {
    return (await this.#call("POST", { type }, { attributes, files }))!;
  }

  /** Null if the resource does not exist. */
  read(type: string, id: string): Promise<RemoteResource | null> {
    return this.#call("GET", { type, id });
  }

  /** The resource, read after the change. */
  async update(type: string, id: string, attributes: Attributes, files: Files): Promise<RemoteResource> {
    return (await this.#call("PUT", { type, id }, { attributes, files }))!;
  }

  async delete(type: string, id: string): Promise<void> {
    await this.#call("DELETE", { type, id });
  }

  /** Creates a resource that is only remembered; false if there is one with this id. */
  async remember(type: string, id: string, attributes: Attributes): Promise<boolean> {
    try {
      await this.#call("POST", { type, id }, { attributes }, "/control/remembered");
      return true;
    } catch (error) {
      if (error instanceof DiagnosticError && error.message.includes("ResourceInUse")) return false;
      throw error;
    }
  }

  /** A resource that is only remembered; null if it does not exist. */
  recall(type: string, id: string): Promise<RemoteResource | null> {
    return this.#call("GET", { type, id }, undefined, "/control/remembered");
  }

  /** Creates or replaces a resource that is only remembered. */
  async replace(type: string, id: string, attributes: Attributes): Promise<void> {
    await this.#call("PUT", { type, id }, { attributes }, "/control/remembered");
  }

  async forget(type: string, id: string): Promise<void> {
    await this.#call("DELETE", { type, id }, undefined, "/control/remembered");
  }

  async #call(
    method: string,
    target: { readonly type: string; readonly id?: string },
    content?: ResourceBody,
    path = "/control/resource",
  ): Promise<RemoteResource | null> {
    return (await this.#request(method, target, content, path)).Resource;
  }

  async #request(
    method: string,
    target: { readonly type?: string; readonly id?: string },
    content: ResourceBody | undefined,
    path: string,
  ): Promise<ControlResult> {
    const { endpoint, secretId, secretKey, token, region } = this.options;
    const query = { ...target, region };
    const body = content === undefined ? "" : JSON.stringify(content);
    const headers = {
      host: endpoint.host,
      "content-length": String(Buffer.byteLength(body)),
      ...(token !== undefined && { "x-ci-security-token": token }),
    };
    const seconds = Math.floor(Date.now() / 1000);
    const keyTime = { start: seconds - VALID_BEFORE_S, end: seconds + VALID_AFTER_S };
    const signature = authorization({ method, path, query, headers }, { secretId, secretKey }, keyTime);
    const pairs = Object.entries(query).map(([name, value]) => `${name}=${encodeRfc3986(value)}`);
    const answer = await send({
      method,
      origin: endpoint,
      path: `${path}?${pairs.join("&")}`,
      headers: { ...headers, authorization: signature },
      body,
      timeoutMs: TIMEOUT_MS,
    }).catch((error: unknown) => {
      throw error instanceof TransportError ? unreachable(endpoint, error) : error;
    });
    const { Response } = parse(answer.body, endpoint);
    if ("Error" in Response) {
      const { Code, Message } = Response.Error;
      const summary = `[TencentCloudSDKError] Code=${Code}, Message=${Message}, RequestId=${Response.RequestId}`;
      throw new DiagnosticError({ severity: "error", summary });
    }
    return Response;
  }
}

function parse(body: Buffer, endpoint: URL): ControlAnswer {
  try {
    return JSON.parse(body.toString("utf8")) as ControlAnswer;
  } catch (error) {
    throw unreachable(endpoint, error as Error);
  }
}

function unreachable(endpoint: URL, error: Error): DiagnosticError {
  return new DiagnosticError({
    severity: "error",
    summary: "The local cloud cannot be reached",
    detail: `${error.message}\n\nThis provider simulates tencentcloudstack/tencentcloud against the local cloud at ${endpoint.href}. Restart it, or unset TF_CLI_CONFIG_FILE to use the vendor's own provider.`,
  });
}
