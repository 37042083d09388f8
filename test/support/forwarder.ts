/** A forwarder on loopback: passes requests on to a server and lets a test interfere. */
import { request as send } from "node:http";
import { startFakeServer } from "./fake-server";
import type { Answer, FakeServer, ReceivedRequest } from "./fake-server";

/** Decides about an answer: pass it on (undefined), replace it, or drop the connection. */
export type Interfere = (
  request: ReceivedRequest,
  answer: Answer,
) => Answer | "drop" | undefined | Promise<Answer | "drop" | undefined>;

/** Starts a forwarder in front of `target`, which sees the requests unchanged, Host header included. */
export async function startForwarder(target: string, interfere: Interfere = () => undefined): Promise<FakeServer> {
  return startFakeServer(async (request) => {
    const answer = await forward(target, request);
    return (await interfere(request, answer)) ?? answer;
  });
}

/** Sends a request on, unchanged. */
export function forward(target: string, { method, path, query, headers, body }: ReceivedRequest): Promise<Answer> {
  const { hostname, port } = new URL(target);
  const search = new URLSearchParams(query).toString();
  const encodedPath = path.split("/").map(encodeURIComponent).join("/");
  return new Promise((resolve, reject) => {
    const outgoing = send(
      { hostname, port, method, path: encodedPath + (search && `?${search}`), headers },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
        incoming.on("end", () =>
          resolve({ status: incoming.statusCode, body: Buffer.concat(chunks).toString("utf8") }),
        );
      },
    );
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}
