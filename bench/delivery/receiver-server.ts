/** A server of `receiver.ts`, in its own process: `bare`, `storing` or `receiver`, and the port of COS. */
import { Agent, createServer, request } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { report } from "./child";

const [kind = "", cosPort = "", secret = "", handlerFile = ""] = process.argv.slice(2);

type Listener = (incoming: IncomingMessage, outgoing: ServerResponse) => void;

function read(incoming: IncomingMessage, then: (body: string) => void): void {
  let body = "";
  incoming.setEncoding("utf8");
  incoming.on("data", (chunk: string) => (body += chunk));
  incoming.on("end", () => then(body));
}

function answer(
  outgoing: ServerResponse,
  body = '{"status":"accepted"}',
  status = 200,
  headers: object = { "content-type": "application/json; charset=utf-8" },
): void {
  outgoing.writeHead(status, { ...headers, "content-length": Buffer.byteLength(body) });
  outgoing.end(body);
}

const bare: Listener = (incoming, outgoing) => read(incoming, () => answer(outgoing));

const agent = new Agent({ keepAlive: true });
let count = 0;

/** A typical hand-written receiver: no secret, no check of the body, no signature. */
const storing: Listener = (incoming, outgoing) =>
  read(incoming, (body) => {
    const headers = { "content-type": "application/xml", "content-length": Buffer.byteLength(body) };
    const to = { host: "127.0.0.1", port: Number(cosPort), method: "PUT", path: `/inbox/${++count}`, headers, agent };
    const put = request(to, (stored) => {
      stored.resume();
      stored.on("end", () => answer(outgoing));
    });
    put.end(body);
  });

interface Answer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

function receiver(): Listener {
  Object.assign(process.env, {
    CI_CALLBACK_DELIVERY: "receiver",
    CI_CALLBACK_SECRETS: secret,
    CI_CALLBACK_LOG_LEVEL: "error",
    CI_CALLBACK_INBOX_BUCKET: "media-1250000000",
    TENCENTCLOUD_REGION: "ap-guangzhou",
    TENCENTCLOUD_SECRETID: "AKID",
    TENCENTCLOUD_SECRETKEY: "key",
    TENCENTCI_ENDPOINT: `http://127.0.0.1:${cosPort}`,
  });
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { main_handler } = require(handlerFile) as { main_handler: (event: object) => Promise<Answer> };
  return (incoming, outgoing) =>
    read(incoming, (body) => {
      const event = { httpMethod: incoming.method, path: incoming.url, headers: incoming.headers, body };
      void main_handler(event).then(({ statusCode, headers, body }) => answer(outgoing, body, statusCode, headers));
    });
}

const listener = kind === "bare" ? bare : kind === "storing" ? storing : receiver();
const server = createServer(listener);
server.listen(0, "127.0.0.1", () => report((server.address() as AddressInfo).port));
