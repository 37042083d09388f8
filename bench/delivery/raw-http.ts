/** Minimal HTTP, so that its own cost hardly counts in a measurement. */
import { connect, createServer } from "node:net";
import type { AddressInfo, Server, Socket } from "node:net";

const END_OF_HEADERS = "\r\n\r\n";

/** Calls back once for each complete message on a socket, with its first line. */
export function onMessage(socket: Socket, call: (firstLine: string) => void): void {
  let received = "";
  socket.setEncoding("latin1");
  socket.on("data", (chunk: string) => {
    received += chunk;
    for (;;) {
      const end = received.indexOf(END_OF_HEADERS);
      if (end < 0) return;
      const length = Number(/\r\ncontent-length: *(\d+)/i.exec(received.slice(0, end))?.[1] ?? 0);
      const total = end + END_OF_HEADERS.length + length;
      if (received.length < total) return;
      const firstLine = received.slice(0, received.indexOf("\r\n"));
      received = received.slice(total);
      call(firstLine);
    }
  });
}

/** A server that answers every request with 200 after `delayMs`. Resolves to its port. */
export async function startAnswering(delayMs: number): Promise<{ port: number; server: Server }> {
  const answer = 'HTTP/1.1 200 OK\r\ncontent-length: 0\r\netag: "1"\r\nx-cos-request-id: 1\r\n\r\n';
  const server = createServer((socket) => {
    socket.setNoDelay(true);
    socket.on("error", () => {});
    onMessage(socket, () => setTimeout(() => socket.write(answer), delayMs));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { port: (server.address() as AddressInfo).port, server };
}

/** Result of a round of requests. */
export interface Round {
  readonly perSecond: number;
  /** Duration of each request in milliseconds. */
  readonly times: readonly number[];
  /** Number of answers other than 200. */
  readonly failed: number;
}

/** Posts bodies for a period over several connections, each with one request at a time. */
export async function postRepeatedly(
  port: number,
  path: string,
  body: (index: number) => string,
  { connections, ms }: { readonly connections: number; readonly ms: number },
): Promise<Round> {
  const times: number[] = [];
  let failed = 0;
  let index = 0;
  const started = performance.now();
  const run = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const socket = connect(port, "127.0.0.1");
      socket.setNoDelay(true);
      socket.on("error", reject);
      let sentAt = 0;
      const send = (): void => {
        if (performance.now() - started > ms) {
          socket.end();
          return resolve();
        }
        const text = body(index++);
        sentAt = performance.now();
        const head = `POST ${path} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: `;
        socket.write(`${head}${text.length}${END_OF_HEADERS}${text}`);
      };
      socket.on("connect", send);
      onMessage(socket, (firstLine) => {
        times.push(performance.now() - sentAt);
        if (!firstLine.includes(" 200 ")) failed++;
        send();
      });
    });
  await Promise.all(Array.from({ length: connections }, run));
  return { perSecond: (times.length / (performance.now() - started)) * 1000, times, failed };
}
