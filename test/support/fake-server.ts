/** A scripted HTTP server on loopback: records requests and sends the test's answers. */
import { createServer } from "node:http";
import type { IncomingHttpHeaders, ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";

export interface ReceivedRequest {
  readonly method: string;
  /** Decoded path. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: IncomingHttpHeaders;
  readonly host: string;
  readonly body: string;
}

export interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** `"drop"` closes the connection without an answer. */
export type Respond = (request: ReceivedRequest) => Answer | "drop" | Promise<Answer | "drop">;

export interface FakeServer {
  /** `http://127.0.0.1:<port>`. */
  readonly url: string;
  readonly requests: ReceivedRequest[];
  close(): Promise<void>;
}

export async function startFakeServer(respond: Respond): Promise<FakeServer> {
  const requests: ReceivedRequest[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.on("end", () => {
      const url = new URL(incoming.url ?? "/", "http://fake");
      const request: ReceivedRequest = {
        method: incoming.method ?? "",
        path: decodeURIComponent(url.pathname),
        query: Object.fromEntries(url.searchParams),
        headers: incoming.headers,
        host: incoming.headers.host ?? "",
        body: Buffer.concat(chunks).toString("utf8"),
      };
      requests.push(request);
      void answer(respond, request, outgoing);
    });
  });
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

async function answer(respond: Respond, request: ReceivedRequest, outgoing: ServerResponse): Promise<void> {
  try {
    const decided = await respond(request);
    if (decided === "drop") outgoing.socket?.destroy();
    else outgoing.writeHead(decided.status ?? 200, decided.headers).end(decided.body ?? "");
  } catch (error) {
    outgoing.writeHead(599).end(String(error)); // a mistake of the test itself
  }
}
