import { createServer as createHttpServer } from "node:http";
import type { RequestListener } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { createServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";

/** First byte of a TLS handshake record. */
const TLS_HANDSHAKE = 0x16;

/**
 * Clients close idle connections. If the server did so after the 5 s of Node.js, a client that was busy for as long could
 * use the connection at the same moment, and its call would fail.
 */
const IDLE = { keepAliveTimeout: 10 * 60_000 };

/** A port on 127.0.0.1. */
export interface Listener {
  readonly port: number;
  close(): Promise<void>;
}

/** Listens for plain HTTP. */
export async function listenHttp(handler: RequestListener, port = 0): Promise<Listener> {
  return listen(createHttpServer(IDLE, handler), port);
}

/** Listens for HTTP and HTTPS on one port. The first byte of a connection shows the protocol. */
export async function listenHttpAndHttps(
  handler: RequestListener,
  tls: { cert: string; key: string },
): Promise<Listener> {
  const http = createHttpServer(IDLE, handler);
  const https = createHttpsServer({ ...IDLE, ...tls }, handler);
  const front = createServer((socket) => {
    socket.on("error", () => socket.destroy());
    socket.once("data", (first: Buffer) => {
      socket.pause();
      socket.unshift(first);
      (first[0] === TLS_HANDSHAKE ? https : http).emit("connection", socket);
      process.nextTick(() => socket.resume());
    });
  });
  return listen(front, 0);
}

async function listen(server: ReturnType<typeof createServer>, port: number): Promise<Listener> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
