/**
 * Unary gRPC over HTTP/2: one message in, one message out, no compression. Terraform needs no more of a plugin.
 *
 * @see https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md
 */
import { createServer } from "node:net";
import type { AddressInfo, Server, Socket } from "node:net";
import { createServer as createSecureServer } from "node:tls";
import { serveUnary } from "./http2/connection";
import type { UnaryOptions, UnaryRequest } from "./http2/connection";
import { encodeHeaders } from "./http2/hpack";
import type { Header } from "./http2/hpack";
import type { UnaryAnswer } from "./http2/outgoing";
import { messages, RPCS } from "./messages";
import type { RpcName } from "./messages";
import type { Handler } from "./translate";

/** Terraform's own limit. */
const MAX_MESSAGE_BYTES = 256 << 20;
/** Encoded, one character may have nine bytes. */
const MAX_STATUS_CHARS = 1000;
/** A byte for compression, four for the length. */
const PREFIX_BYTES = 5;

const STATUS = { ok: 0, unknown: 2, resourceExhausted: 8, unimplemented: 12, internal: 13 } as const;

/** Ends a call with a status other than OK. */
class GrpcError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** Certificates for mutual TLS between Terraform and the plugin. */
export interface MutualTls {
  readonly key: string;
  readonly cert: string;
  /** The one client that may connect. */
  readonly clientCertificate: string;
}

export interface GrpcOptions {
  /** @default - no encryption */
  readonly tls?: MutualTls;
  /**
   * Handlers for a connection, of which Terraform opens one per provider block. The signal aborts when the connection has
   * ended.
   */
  readonly handlers: (ended: AbortSignal) => Readonly<Record<RpcName, Handler>>;
  /** Called at Terraform's Shutdown. */
  readonly shutdown: () => void;
  /** Path of a Unix socket to serve. @default - a free port of 127.0.0.1 */
  readonly socket?: string;
}

interface Method {
  readonly request: string;
  readonly response: string;
  readonly handle: Handler;
  /** Called after the answer. */
  readonly after?: () => void;
}

/** In the form of Go's `net.Addr`. */
export interface Address {
  readonly Network: "tcp" | "unix";
  readonly String: string;
}

export interface Listener {
  readonly address: Address;
  /** Accepts no more connections. */
  readonly close: () => void;
}

/** Serves a provider's RPCs. */
export function listen({ tls, handlers, shutdown, socket }: GrpcOptions): Promise<Listener> {
  const server = serverFor(tls, (connection) => {
    const ended = new AbortController();
    connection.once("close", () => ended.abort());
    const methods = methodsOf(handlers(ended.signal), shutdown);
    serveUnary(connection, { ...LIMITS, answer: (request) => answer(request, methods) });
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(socket === undefined ? { port: 0, host: "127.0.0.1" } : { path: socket }, () => {
      resolve({ address: addressOf(server), close: () => void server.close() });
    });
  });
}

function methodsOf(handlers: Readonly<Record<RpcName, Handler>>, shutdown: () => void): ReadonlyMap<string, Method> {
  const methods = new Map<string, Method>(
    Object.entries(RPCS).map(([name, [request, response]]) => [
      `/tfplugin6.Provider/${name}`,
      { request, response, handle: handlers[name as RpcName] },
    ]),
  );
  // go-plugin's control channel; only the shutdown is used.
  const message = { request: "Empty", response: "Empty", handle: () => ({}) };
  return methods.set("/plugin.GRPCController/Shutdown", { ...message, after: shutdown });
}

function addressOf(server: Server): Address {
  const address = server.address() as string | AddressInfo;
  if (typeof address === "string") return { Network: "unix", String: address };
  return { Network: "tcp", String: `${address.address}:${address.port}` };
}

function serverFor(tls: MutualTls | undefined, serve: (socket: Socket) => void): Server {
  if (!tls) return createServer(serve);
  const { key, cert, clientCertificate: ca } = tls;
  return createSecureServer(
    { key, cert, ca, requestCert: true, rejectUnauthorized: true, ALPNProtocols: ["h2"] },
    serve,
  );
}

const RESPONSE: readonly Header[] = [
  [":status", "200"],
  ["content-type", "application/grpc+proto"],
];
const HEADERS = encodeHeaders(RESPONSE);
const OK = encodeHeaders(statusOf(STATUS.ok, ""));

function statusOf(status: number, message: string): Header[] {
  return [
    ["grpc-status", String(status)],
    ["grpc-message", encodeURI(message)],
  ];
}

/** An answer without a message. */
function failure(status: number, message: string): UnaryAnswer {
  return { headers: encodeHeaders([...RESPONSE, ...statusOf(status, message)]) };
}

const LIMITS: Omit<UnaryOptions, "answer"> = {
  maxBodyBytes: MAX_MESSAGE_BYTES + PREFIX_BYTES,
  tooLarge: failure(STATUS.resourceExhausted, `message must be at most ${MAX_MESSAGE_BYTES} bytes`),
};

async function answer({ path, body }: UnaryRequest, methods: ReadonlyMap<string, Method>): Promise<UnaryAnswer> {
  try {
    const method = methods.get(path);
    if (!method) throw new GrpcError(STATUS.unimplemented, `unknown method ${path}`);
    const request = messages.decode(method.request, messageOf(body));
    const message = messages.encode(method.response, await method.handle(request as never));
    return { headers: HEADERS, content: { body: [prefixOf(message), message], trailers: OK }, after: method.after };
  } catch (error) {
    // Short enough for one frame. Encoding and decoding replace split surrogates.
    const text = Buffer.from((error as Error).message.slice(0, MAX_STATUS_CHARS)).toString();
    return failure(error instanceof GrpcError ? error.status : STATUS.unknown, text);
  }
}

/** The one message of a call. */
function messageOf(body: Buffer): Buffer {
  if (body.length < PREFIX_BYTES || body.length !== PREFIX_BYTES + body.readUInt32BE(1)) {
    throw new GrpcError(STATUS.internal, "a call must have one whole message");
  }
  if (body[0] !== 0) throw new GrpcError(STATUS.unimplemented, "messages must not be compressed");
  return body.subarray(PREFIX_BYTES);
}

function prefixOf(message: Uint8Array): Buffer {
  const prefix = Buffer.alloc(PREFIX_BYTES);
  prefix.writeUInt32BE(message.length, 1);
  return prefix;
}
