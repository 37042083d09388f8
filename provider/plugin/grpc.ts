/**
 * Unary gRPC over HTTP/2: one message in, one message out, no compression. Terraform needs no more of a plugin.
 *
 * @see https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md
 */
import { createSecureServer, createServer } from "node:http2";
import type { Http2SecureServer, Http2Server, IncomingHttpHeaders, ServerHttp2Stream } from "node:http2";
import type { AddressInfo } from "node:net";
import { messageType, RPCS } from "./messages";
import type { RpcName } from "./messages";
import type { Handler } from "./translate";

/** Terraform's own limit. */
const MAX_MESSAGE_BYTES = 256 << 20;
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
  /** The current run's. */
  readonly handlers: () => Readonly<Record<RpcName, Handler>>;
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
  const methods = new Map<string, Method>(
    Object.entries(RPCS).map(([name, [request, response]]) => [
      `/tfplugin6.Provider/${name}`,
      { request, response, handle: (message) => handlers()[name as RpcName](message) },
    ]),
  );
  // go-plugin's control channel; only the shutdown is used.
  methods.set("/plugin.GRPCController/Shutdown", {
    request: "Empty",
    response: "Empty",
    handle: () => ({}),
    after: shutdown,
  });
  const server = serverFor(tls);
  server.on("stream", (stream, headers) => void answer(stream, methods, headers));
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(socket === undefined ? { port: 0, host: "127.0.0.1" } : { path: socket }, () => {
      resolve({ address: addressOf(server), close: () => void server.close() });
    });
  });
}

function addressOf(server: Http2Server | Http2SecureServer): Address {
  const address = server.address() as string | AddressInfo;
  if (typeof address === "string") return { Network: "unix", String: address };
  return { Network: "tcp", String: `${address.address}:${address.port}` };
}

function serverFor(tls: MutualTls | undefined): Http2Server | Http2SecureServer {
  // By default Node.js ends sessions above 10 MB; large states exceed that.
  const options = { maxSessionMemory: Number.MAX_SAFE_INTEGER };
  if (!tls) return createServer(options);
  const { key, cert, clientCertificate } = tls;
  return createSecureServer({
    ...options,
    key,
    cert,
    ca: clientCertificate,
    requestCert: true,
    rejectUnauthorized: true,
  });
}

async function answer(
  stream: ServerHttp2Stream,
  methods: ReadonlyMap<string, Method>,
  headers: IncomingHttpHeaders,
): Promise<void> {
  stream.on("error", () => undefined); // Terraform has exited or cancelled the call
  const path = headers[":path"] ?? "";
  let status: number = STATUS.ok;
  let message = "";
  let body: Uint8Array | undefined;
  const method = methods.get(path);
  try {
    if (!method) throw new GrpcError(STATUS.unimplemented, `unknown method ${path}`);
    const request = messageType(method.request).decode(await messageOf(stream));
    body = framed(
      messageType(method.response)
        .encode(await method.handle(request as never))
        .finish(),
    );
  } catch (error) {
    status = error instanceof GrpcError ? error.status : STATUS.unknown;
    message = Buffer.from((error as Error).message).toString(); // no split surrogates
  }
  if (stream.destroyed) return;
  const trailers = { "grpc-status": status, "grpc-message": encodeURI(message) };
  const response = { ":status": 200, "content-type": "application/grpc+proto" };
  if (!body) {
    stream.respond({ ...response, ...trailers }, { endStream: true });
    return;
  }
  stream.respond(response, { waitForTrailers: true });
  stream.once("wantTrailers", () => stream.sendTrailers(trailers));
  if (method?.after) stream.once("close", method.after);
  stream.end(body);
}

/** The one message of a call. */
function messageOf(stream: ServerHttp2Stream): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    stream.on("data", (chunk: Buffer) => {
      length += chunk.length;
      if (length <= MAX_MESSAGE_BYTES + PREFIX_BYTES) chunks.push(chunk);
      else reject(new GrpcError(STATUS.resourceExhausted, `message must be at most ${MAX_MESSAGE_BYTES} bytes`));
    });
    stream.once("close", () => {
      if (!stream.readableEnded) reject(new GrpcError(STATUS.internal, "the call was cancelled"));
    });
    stream.once("end", () => {
      const bytes = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
      if (bytes.length < PREFIX_BYTES || bytes.length !== PREFIX_BYTES + bytes.readUInt32BE(1)) {
        return reject(new GrpcError(STATUS.internal, "a call must have one whole message"));
      }
      if (bytes[0] !== 0) return reject(new GrpcError(STATUS.unimplemented, "messages must not be compressed"));
      resolve(bytes.subarray(PREFIX_BYTES));
    });
  });
}

function framed(message: Uint8Array): Buffer {
  const bytes = Buffer.allocUnsafe(PREFIX_BYTES + message.length);
  bytes[0] = 0;
  bytes.writeUInt32BE(message.length, 1);
  bytes.set(message, PREFIX_BYTES);
  return bytes;
}
