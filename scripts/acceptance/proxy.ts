/**
 * A proxy for HTTP and HTTPS on loopback, from the vendor's provider to the local cloud. It forwards requests for
 * Tencent Cloud's hosts with their Host header and refuses all others, so that nothing leaves this machine.
 */
import { createServer as createHttp, request as send } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer as createHttps } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { createSecureContext } from "node:tls";
import type { SecureContext } from "node:tls";
import { createCertificate } from "../../provider/plugin/certificate";

const AUTHORITY = "acceptance-authority.invalid";
const SERVED = /^[a-z0-9.-]+\.(?:tencentcloudapi\.com|myqcloud\.com|tencentci\.cn)$/;

/** A request through the proxy. */
export interface ProxiedCall {
  /** Step of the request. */
  readonly step: string;
  readonly method: string;
  readonly host: string;
  readonly path: string;
  /** Service and action of API 3.0, such as `scf.GetFunction`. */
  readonly action?: string;
  /** `0` if the host was refused. */
  readonly status: number;
  /** The service's error code. */
  readonly code?: string;
}

export interface Proxy {
  readonly url: string;
  /** The authority's certificate, in PEM. */
  readonly authority: string;
  readonly calls: readonly ProxiedCall[];
  /** Sets the step of the next calls. */
  step: string;
  close(): Promise<void>;
}

/** Starts a proxy that serves all hosts from the local cloud. */
export async function startProxy(cloudUrl: string): Promise<Proxy> {
  const { cert, key } = createCertificate(AUTHORITY);
  const calls: ProxiedCall[] = [];
  const serve = (incoming: IncomingMessage, outgoing: ServerResponse, isTls: boolean): void => {
    const { host, pathname, search } = new URL(incoming.url!, `${isTls ? "https" : "http"}://${incoming.headers.host}`);
    const action = actionOf(host, incoming);
    const call = {
      step: proxy.step,
      method: incoming.method!,
      host,
      path: pathname + search,
      ...(action && { action }),
    };
    if (!SERVED.test(host)) {
      calls.push({ ...call, status: 0 });
      outgoing.writeHead(403).end("This proxy serves only hosts of Tencent Cloud.");
      return;
    }
    const { hostname, port } = new URL(cloudUrl);
    const { method, headers } = incoming;
    const forwarded = send(
      { hostname, port, method, path: pathname + search, headers: { ...headers, host } },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on("data", (chunk: Buffer) => chunks.push(chunk));
        answer.on("end", () => {
          const body = Buffer.concat(chunks);
          const code = codeOf(body, answer.headers["content-type"] ?? "");
          calls.push({ ...call, status: answer.statusCode!, ...(code !== undefined && { code }) });
          outgoing.writeHead(answer.statusCode!, answer.headers).end(body);
        });
      },
    );
    forwarded.on("error", () => outgoing.destroy());
    incoming.pipe(forwarded);
  };

  const contexts = new Map<string, SecureContext>();
  const secure = createHttps(
    {
      SNICallback(name, done) {
        const context =
          contexts.get(name) ?? createSecureContext(createCertificate(name, undefined, { host: AUTHORITY, key }));
        contexts.set(name, context);
        done(null, context);
      },
    },
    (incoming, outgoing) => serve(incoming, outgoing, true),
  );
  const plain = createHttp((incoming, outgoing) => serve(incoming, outgoing, false));
  const sockets = new Set<Socket>();
  plain.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  plain.on("connect", (request: IncomingMessage, socket: Socket, head: Buffer) => {
    socket.on("error", () => socket.destroy());
    const host = request.url!.replace(/:\d+$/, "");
    if (!SERVED.test(host)) {
      calls.push({ step: proxy.step, method: "CONNECT", host, path: "", status: 0 });
      return void socket.end("HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
    }
    socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
    socket.unshift(head);
    secure.emit("connection", socket);
  });
  await new Promise<void>((resolve, reject) => plain.once("error", reject).listen(0, "127.0.0.1", resolve));

  const proxy: Proxy = {
    url: `http://127.0.0.1:${(plain.address() as AddressInfo).port}`,
    authority: cert,
    calls,
    step: "",
    close: () =>
      new Promise((resolve) => {
        plain.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
  return proxy;
}

function actionOf(host: string, { headers }: IncomingMessage): string | undefined {
  const action = headers["x-tc-action"];
  return action === undefined ? undefined : `${host.split(".")[0]}.${String(action)}`;
}

/** The error in an answer, JSON or XML. */
function codeOf(body: Buffer, type: string): string | undefined {
  if (type.includes("json")) return /"Error":\{"Code":"([^"]+)"/.exec(body.toString())?.[1];
  return type.includes("xml") ? /<Error>.*?<Code>([^<]+)/s.exec(body.toString())?.[1] : undefined;
}
