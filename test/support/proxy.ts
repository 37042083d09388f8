/** An HTTP proxy on loopback that represents the network to Tencent Cloud. */
import { createServer as createProxy } from "node:http";
import { createServer as createHttps } from "node:https";
import { connect } from "node:net";
import type { AddressInfo, Server, Socket } from "node:net";
import { createSecureContext } from "node:tls";
import { onTestFinished } from "vitest";
import { createCertificate } from "../../provider/plugin/certificate";
import { forward } from "./forwarder";

export interface TestProxy {
  /** With a user and a password. */
  readonly url: string;
  /** Certificates of the hosts behind it, in PEM; no system trusts them. */
  readonly certificates: string;
  /** Host, port and proxy authorization of each requested tunnel. */
  readonly tunnels: string[];
}

export interface ProxyOptions {
  /** Hosts behind the proxy. */
  readonly hosts: readonly string[];
  /** Answers all of them: the address of a local cloud, or that for a host. */
  readonly target: string | ((host: string) => string);
  /** Status of the answer to CONNECT for a host. @default 200 */
  readonly status?: (host: string) => number;
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => sockets.add(socket));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

/** The target answers for every host, with TLS. Closed after the test. */
export async function startProxy({ hosts, target, status = () => 200 }: ProxyOptions): Promise<TestProxy> {
  const certificates = new Map(hosts.map((host) => [host, createCertificate(host)]));
  const targetOf = typeof target === "string" ? () => target : target;
  const [defaultCertificate] = certificates.values();
  const tlsPort = await listen(
    createHttps(
      {
        cert: defaultCertificate!.cert,
        key: defaultCertificate!.key,
        SNICallback: (name, done) => {
          const { cert, key } = certificates.get(name) ?? defaultCertificate!;
          done(null, createSecureContext({ cert, key }));
        },
      },
      (incoming, outgoing) => {
        const chunks: Buffer[] = [];
        incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
        incoming.on("end", () => {
          const { method = "", headers } = incoming;
          const to = targetOf(headers.host ?? "");
          const url = new URL(incoming.url ?? "/", to);
          const query = Object.fromEntries(url.searchParams);
          const body = Buffer.concat(chunks).toString("utf8");
          void forward(to, { method, path: url.pathname, query, headers, host: headers.host ?? "", body }).then(
            (answer) => outgoing.writeHead(answer.status ?? 200).end(answer.body),
          );
        });
      },
    ),
  );
  const tunnels: string[] = [];
  const proxy = createProxy();
  proxy.on("connect", (request, socket: Socket) => {
    tunnels.push(`${request.url} ${request.headers["proxy-authorization"] ?? ""}`);
    socket.on("error", () => socket.destroy());
    const answer = status(request.url!.replace(/:\d+$/, ""));
    if (answer !== 200) return socket.end(`HTTP/1.1 ${answer} No\r\nContent-Length: 0\r\n\r\n`);
    const upstream = connect(tlsPort, "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 OK\r\n\r\n");
      socket.pipe(upstream).pipe(socket);
    });
    upstream.on("error", () => socket.destroy());
    socket.on("error", () => upstream.destroy());
  });
  const port = await listen(proxy);
  return {
    url: `http://user:p%40ss@127.0.0.1:${port}`,
    certificates: [...certificates.values()].map(({ cert }) => cert).join(""),
    tunnels,
  };
}
