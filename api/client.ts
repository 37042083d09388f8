import type { Agent } from "node:http";
import { apiError, FalseSuccessError, UnexpectedAnswerError } from "./errors";
import { isVirtualHost, tokenHeader } from "./hosts";
import { withRetry } from "./retry";
import type { RetryOptions } from "./retry";
import { authorization, encodePath, encodeRfc3986 } from "./sign";
import type { Credentials } from "./sign";
import { send } from "./transport";
import type { HttpResponse, Transport } from "./transport";
import { buildXml, parseXml, XmlError } from "./xml";
import type { XmlContent, XmlElement } from "./xml";

export interface CiClientOptions {
  /** A key, or a function that returns one and is called before each request. */
  readonly credentials: Credentials | (() => Credentials | Promise<Credentials>);
  /**
   * Server to connect to instead of Tencent Cloud, such as `http://127.0.0.1:8080`. The Host header and the signature
   * still name the virtual host.
   *
   * @default - the virtual host itself, over HTTPS
   */
  readonly endpoint?: string;
  /** Agent for a URL, such as one for a proxy. @default - Node's own */
  readonly agent?: (origin: URL) => Agent | undefined | Promise<Agent | undefined>;
  /** @default `send` of transport.ts */
  readonly transport?: Transport;
  readonly retry?: RetryOptions;
  /** Time for one request and its answer, in milliseconds. @default 30000 */
  readonly timeoutMs?: number;
  /** Larger answers are refused. @default 64 MiB */
  readonly maxAnswerBytes?: number;
  /** @default "cdktf-tencentcloud-ci" */
  readonly userAgent?: string;
  /** Milliseconds since 1970. @default Date.now */
  readonly now?: () => number;
}

/** A call, before it is signed. */
export interface Call {
  readonly method: "GET" | "HEAD" | "PUT" | "POST" | "DELETE";
  /** Virtual host, see hosts.ts. */
  readonly host: string;
  /** Decoded path. */
  readonly path: string;
  /** A parameter with the value "" is sent without "=". */
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  readonly signal?: AbortSignal;
  /** @default - true unless the method is POST */
  readonly safeToRepeat?: boolean;
  /**
   * Checks an answer with status 2xx. Returns its fault, or `undefined` if it is a real success. A false
   * success is repeated like a failure of the service.
   *
   * @default - every 2xx is a success
   */
  readonly fault?: (answer: HttpResponse) => string | undefined;
}

/** A call with an XML request and an XML answer. */
export interface XmlCall extends Omit<Call, "body"> {
  /** Root element and content of the request. @default - no body */
  readonly xml?: readonly [root: string, content: XmlContent];
  /** Elements of the answer that may repeat. */
  readonly lists?: readonly string[];
  /** @default "Response" */
  readonly answerRoot?: string;
}

/** Tencent Cloud allows clocks to differ by 15 minutes; starting the validity a minute early is harmless. */
const VALID_BEFORE_S = 60;
const VALID_AFTER_S = 900;
/** Requests within a minute are signed with the same time, so they share the derived key. */
const KEY_TIME_STEP_S = 60;

/** Sends signed requests to CI and COS. Repeats a failed request if a repetition is safe. */
export class CiClient {
  readonly #options: CiClientOptions;
  readonly #endpoint: URL | undefined;

  constructor(options: CiClientOptions) {
    this.#options = options;
    this.#endpoint = options.endpoint === undefined ? undefined : parseEndpoint(options.endpoint);
  }

  /**
   * The answer to a call, if its status is 2xx.
   *
   * @throws CiApiError for any other status
   * @throws TypeError for a host that hosts.ts does not create
   * @throws FalseSuccessError for an answer that `fault` refuses
   * @throws TransportError if no answer arrives
   */
  request(call: Call): Promise<HttpResponse> {
    const { method, signal, safeToRepeat = method !== "POST" } = call;
    return withRetry(() => this.#sendOnce(call), { safeToRepeat, signal }, this.#options.retry);
  }

  /** The content of an XML answer's root element; an empty answer has no content. */
  async requestXml({ xml, lists, answerRoot = "Response", ...call }: XmlCall): Promise<XmlElement> {
    const body = xml && buildXml(...xml);
    const headers = { ...call.headers, ...(body !== undefined && { "content-type": "application/xml" }) };
    const text = (await this.request({ ...call, headers, body })).body.toString("utf8");
    if (text.trim() === "") return {};
    try {
      return parseXml(text, answerRoot, lists);
    } catch (error) {
      if (!(error instanceof XmlError)) throw error;
      throw new UnexpectedAnswerError(`${call.method} ${call.host}${call.path}: ${error.message}`, { cause: error });
    }
  }

  async #sendOnce({ method, host, path, query, headers, body, signal, fault }: Call): Promise<HttpResponse> {
    const { credentials, agent, transport = send, timeoutMs = 30_000, now = Date.now } = this.#options;
    const { userAgent = "cdktf-tencentcloud-ci", maxAnswerBytes } = this.#options;
    if (!isVirtualHost(host)) throw new TypeError(`Host must be one of CI or COS (got ${JSON.stringify(host)})`);
    const keyOrPromise = typeof credentials === "function" ? credentials() : credentials;
    const key = keyOrPromise instanceof Promise ? await keyOrPromise : keyOrPromise;
    const parameters: string[] = [];
    for (const name in query) if (query[name] !== undefined) parameters.push(name, query[name]);
    const headerList = ["host", host];
    for (const name in headers) headerList.push(name, headers[name]!);
    if (method === "PUT" || method === "POST") headerList.push("content-length", String(Buffer.byteLength(body ?? "")));
    if (key.token) headerList.push(tokenHeader(host), key.token);
    const step = Math.floor(now() / 1000 / KEY_TIME_STEP_S) * KEY_TIME_STEP_S;
    const keyTime = { start: step - VALID_BEFORE_S, end: step + KEY_TIME_STEP_S + VALID_AFTER_S };
    const signature = authorization({ method, path, query: parameters, headers: headerList }, key, keyTime);
    headerList.push("authorization", signature, "user-agent", userAgent);
    const origin = this.#endpoint ?? new URL(`https://${host}`);
    const agentOrPromise = agent?.(origin);
    const answer = await transport({
      method,
      origin,
      path: encodePath(path) + encodeQuery(parameters),
      headers: headerList,
      body,
      agent: agentOrPromise instanceof Promise ? await agentOrPromise : agentOrPromise,
      signal,
      timeoutMs,
      maxAnswerBytes,
    });
    if (answer.status >= 200 && answer.status < 300) {
      const faultText = fault?.(answer);
      if (faultText === undefined) return answer;
      throw new FalseSuccessError(`${method} ${host}${path}: ${faultText} (HTTP ${answer.status})`);
    }
    throw apiError({ ...answer, body: answer.body.toString("utf8") }, `${method} ${host}${path}`);
  }
}

/** @throws TypeError for an endpoint that is more than scheme, host and port */
export function parseEndpoint(endpoint: string): URL {
  const rule = `endpoint must be http:// or https:// with host and port only, such as http://127.0.0.1:8080 (got ${JSON.stringify(endpoint)})`;
  const url = parseUrl(endpoint);
  if (!url) throw new TypeError(rule);
  const isOriginOnly =
    url.pathname === "/" && url.search === "" && url.hash === "" && url.username === "" && url.password === "";
  if (!/^https?:$/.test(url.protocol) || !isOriginOnly) throw new TypeError(rule);
  return url;
}

/** `URL.canParse` is newer than the oldest supported runtime. */
function parseUrl(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

function encodeQuery(parameters: readonly string[]): string {
  let text = "";
  for (let i = 0; i < parameters.length; i += 2) {
    const [name, value] = [parameters[i]!, parameters[i + 1]!];
    text += `${text === "" ? "?" : "&"}${encodeRfc3986(name)}${value === "" ? "" : `=${encodeRfc3986(value)}`}`;
  }
  return text;
}
