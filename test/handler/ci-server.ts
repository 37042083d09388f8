import { createServer } from "node:http";
import type { IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

/** A request that reached the server. */
export interface CiRequest {
  readonly call: string;
  readonly host: string;
  readonly authorization: string;
  readonly token: string;
  readonly body: string;
}

/** A CI and COS endpoint on this machine that answers from a table: `GET /jobs/j1` → status and body. */
export interface CiServer {
  readonly url: string;
  readonly requests: CiRequest[];
  readonly answers: Map<string, readonly [status: number, body: string]>;
  /** Calls that never get an answer. */
  readonly unanswered: Set<string>;
  close(): Promise<void>;
}

export async function startCiServer(): Promise<CiServer> {
  const requests: CiRequest[] = [];
  const answers: CiServer["answers"] = new Map();
  const unanswered: CiServer["unanswered"] = new Set();
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      const { host = "", authorization = "", ...headers } = request.headers;
      const token = headers["x-ci-security-token"] ?? headers["x-cos-security-token"] ?? "";
      const call = `${request.method} ${request.url}`;
      requests.push({ call, host, authorization, token: String(token), body });
      if (unanswered.has(call)) return;
      const [status, text] = answers.get(call) ?? [404, "<Error><Code>NoSuchKey</Code><Message>none</Message></Error>"];
      response.writeHead(status, { "content-type": "application/xml", etag: '"1"' }).end(text);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: requests,
    answers,
    unanswered: unanswered,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
