import { once } from "node:events";
import { Agent, createServer, request as send } from "node:http";
import type { IncomingMessage } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { connect } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { defineHandler, toFetchHandler, toNodeListener } from "../../../handler";
import type { NodeListener, Routes, ScfFunction } from "../../../handler";
import { sampleCallback } from "../../../local/samples";

const SECRET = "0123456789abcdef0123456789abcdef";
const MAX_BYTES = 50_000;

/** The environment of the handler, whose log is quiet. */
function setEnvironment(): void {
  const variables = {
    CI_CALLBACK_SECRETS: SECRET,
    CI_CALLBACK_MAX_BODY_BYTES: String(MAX_BYTES),
    CI_CALLBACK_LOG_LEVEL: "error",
  };
  Object.assign(process.env, variables);
  onTestFinished(() => Object.keys(variables).forEach((name) => delete process.env[name]));
}

/** Starts a server; `receivedTags` are those of the jobs that its handler got. */
async function serve(listenerOf: (handler: ScfFunction) => NodeListener = toNodeListener, routes: Routes = {}) {
  setEnvironment();
  const receivedTags: string[] = [];
  const handler = defineHandler({ onOtherJob: (job) => void receivedTags.push(job.tag), ...routes });
  const server = createServer(listenerOf(handler)).listen(0, "127.0.0.1");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await once(server, "listening");
  return { tags: receivedTags, server, port: (server.address() as AddressInfo).port };
}

/** Sends bytes on a socket; returns the whole answer until the connection ends. */
async function sendRaw(port: number, ...parts: readonly (string | Buffer)[]): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  let answer = "";
  socket.on("data", (chunk) => (answer += chunk.toString()));
  socket.on("error", () => {});
  for (const part of parts) socket.write(part);
  await closed(socket);
  return answer;
}

const closed = (socket: Socket): Promise<unknown> =>
  socket.closed ? Promise.resolve() : new Promise((resolve) => socket.once("close", resolve));

const head = (path: string, ...headers: readonly string[]): string =>
  [`POST ${path} HTTP/1.1`, "Host: x", ...headers, "", ""].join("\r\n");

describe("toNodeListener", () => {
  it.each([
    ["a callback", `/ci/${SECRET}`, "POST", sampleCallback("Tts"), 200, { status: "accepted" }],
    [
      "a callback with a query",
      `/${SECRET}?x=1`,
      "POST",
      sampleCallback("Tts", { format: "json" }),
      200,
      { status: "accepted" },
    ],
    ["another method", `/${SECRET}`, "GET", undefined, 405, { status: "error" }],
    ["a wrong secret", "/ci/wrong", "POST", "x", 404, { status: "error" }],
    ["no callback", `/${SECRET}`, "POST", "x", 400, { status: "error" }],
    ["an empty body", `/${SECRET}`, "POST", "", 400, { status: "error" }],
    ["a body that is too large", `/${SECRET}`, "POST", "x".repeat(MAX_BYTES + 1), 413, { status: "error" }],
    [
      "a wrong secret and a body that is too large",
      "/wrong",
      "POST",
      "x".repeat(MAX_BYTES * 4),
      404,
      { status: "error" },
    ],
  ])("answers %s as the function does", async (_case, path, method, body, status, answer) => {
    const { port } = await serve();
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { method, body });
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject(answer);
    expect(response.headers.get("content-type")).toBe("application/json; charset=utf-8");
  });

  it("keeps a connection open, also after refused bodies", async () => {
    const { port, tags } = await serve();
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    onTestFinished(() => agent.destroy());
    const sockets = new Set<unknown>();
    for (const body of [sampleCallback("Tts"), "x".repeat(MAX_BYTES * 3), sampleCallback("Snapshot")]) {
      const request = send({ port, agent, method: "POST", path: `/${SECRET}` }).end(body);
      request.on("socket", (socket) => sockets.add(socket));
      const [response] = (await once(request, "response")) as [NodeJS.ReadableStream];
      response.resume();
      await once(response, "end");
    }
    expect(tags).toEqual(["Tts", "Snapshot"]);
    expect(sockets.size).toBe(1);
  });

  it("accepts a body in chunks that split a character", async () => {
    const { port, tags } = await serve();
    const body = Buffer.from(sampleCallback("Snapshot", { object: "影片.mp4" }));
    const at = body.indexOf(Buffer.from("影")) + 1;
    const chunks = [body.subarray(0, at), body.subarray(at)];
    const parts = chunks.flatMap((chunk) => [`${chunk.length.toString(16)}\r\n`, chunk, "\r\n"]);
    const answer = await sendRaw(
      port,
      head(`/${SECRET}`, "Transfer-Encoding: chunked", "Connection: close"),
      ...parts,
      "0\r\n\r\n",
    );
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
    expect(tags).toEqual(["Snapshot"]);
  });

  it("refuses endless chunks and disconnects their sender", async () => {
    const { port } = await serve();
    const chunk = `10000\r\n${"x".repeat(0x10000)}\r\n`;
    const socket = connect(port, "127.0.0.1");
    onTestFinished(() => void socket.destroy());
    socket.on("error", () => {});
    socket.write(head(`/${SECRET}`, "Transfer-Encoding: chunked"));
    const writeMore = (): void => void (socket.destroyed || socket.write(chunk, writeMore));
    writeMore();
    const [answer] = (await once(socket, "data")) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 413 /);
    await closed(socket);
  });

  it("answers Expect: 100-continue", async () => {
    const { port, tags } = await serve();
    const body = sampleCallback("Tts");
    const request = send({
      port,
      method: "POST",
      path: `/${SECRET}`,
      headers: { expect: "100-continue", "content-length": Buffer.byteLength(body) },
    });
    request.flushHeaders();
    await once(request, "continue");
    request.end(body);
    const [response] = (await once(request, "response")) as [{ statusCode: number; resume(): void }];
    response.resume();
    expect([response.statusCode, tags]).toEqual([200, ["Tts"]]);
  });

  it("drops an interrupted upload", async () => {
    const { port, tags, server } = await serve();
    const socket = connect(port, "127.0.0.1");
    socket.write(`${head(`/${SECRET}`, "Content-Length: 1000")}<Response>`);
    await once(server, "request");
    socket.resetAndDestroy();
    const response = await fetch(`http://127.0.0.1:${port}/${SECRET}`, { method: "POST", body: sampleCallback("Tts") });
    expect([response.status, tags]).toEqual([200, ["Tts"]]);
  });

  it("speaks HTTP/1.0", async () => {
    const { port } = await serve();
    const body = sampleCallback("Tts");
    const answer = await sendRaw(
      port,
      `POST /${SECRET} HTTP/1.0\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
    expect(answer).toMatch(/Connection: close\r\n/i);
    expect(answer).toMatch(/\r\n\r\n\{"status":"accepted"\}$/);
  });

  it("accepts a raw body kept by a framework, and reports a consumed one", async () => {
    const afterReading =
      (keep: boolean) =>
      (handler: ScfFunction): NodeListener =>
      async (request, response) => {
        let body = "";
        for await (const chunk of request) body += String(chunk);
        if (keep) Object.assign(request, { body });
        toNodeListener(handler)(request, response);
      };
    const post = async (port: number): Promise<number> =>
      (await fetch(`http://127.0.0.1:${port}/${SECRET}`, { method: "POST", body: sampleCallback("Tts") })).status;
    expect(await post((await serve(afterReading(true))).port)).toBe(200);
    expect(await post((await serve(afterReading(false))).port)).toBe(500);
  });

  it("answers 500 while the configuration is wrong, without ending the server", async () => {
    const { port } = await serve();
    process.env.CI_CALLBACK_SECRETS = "short";
    const status = async (): Promise<number> =>
      (await fetch(`http://127.0.0.1:${port}/${SECRET}`, { method: "POST", body: "x" })).status;
    expect([await status(), await status()]).toEqual([500, 500]);
    process.env.CI_CALLBACK_SECRETS = SECRET;
    expect(await status()).toBe(400);
  });

  it("takes the client address only from the configured source", async () => {
    const allowed = async (listenerOf?: (handler: ScfFunction) => NodeListener): Promise<number> => {
      process.env.CI_CALLBACK_ALLOWED_CIDRS = "203.0.113.0/24";
      onTestFinished(() => void delete process.env.CI_CALLBACK_ALLOWED_CIDRS);
      const { port } = await serve(listenerOf);
      const headers = { "x-scf-remote-addr": "203.0.113.7", "x-real-ip": "203.0.113.7" };
      return (
        await fetch(`http://127.0.0.1:${port}/${SECRET}`, { method: "POST", body: sampleCallback("Tts"), headers })
      ).status;
    };
    expect(await allowed()).toBe(404);
    const source = ({ headers }: IncomingMessage): string => String(headers["x-real-ip"]);
    expect(await allowed((handler) => toNodeListener(handler, { source }))).toBe(200);
  });
});

describe("toFetchHandler", () => {
  const requestOf = (body: string | ReadableStream | null, path = SECRET, init: RequestInit = {}): Request =>
    new Request(`https://example.com/ci/${path}`, { method: "POST", body, ...init });

  it.each([
    ["a callback", () => requestOf(sampleCallback("Tts")), 200],
    ["a wrong secret", () => requestOf("x", "wrong"), 404],
    ["no body", () => requestOf(null), 400],
    ["another method", () => new Request(`https://example.com/${SECRET}`), 405],
    ["a body that is too large", () => requestOf("x".repeat(MAX_BYTES + 1)), 413],
  ])("answers %s as the function does", async (_case, request, status) => {
    setEnvironment();
    const response = await toFetchHandler(defineHandler({}))(request());
    expect(response.status).toBe(status);
    expect(await response.json()).toHaveProperty("status");
  });

  it("stops reading a body that is too large", async () => {
    setEnvironment();
    let chunks = 0;
    let isCancelled = false;
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new Uint8Array(++chunks && 10_000)),
      cancel: () => void (isCancelled = true),
    });
    const response = await toFetchHandler(defineHandler({}))(requestOf(body, SECRET, { duplex: "half" }));
    expect([response.status, isCancelled]).toEqual([413, true]);
    expect(chunks).toBeLessThan(10);
  });

  it("answers interrupted uploads and consumed bodies", async () => {
    setEnvironment();
    const broken = new ReadableStream({ pull: (controller) => controller.error(new Error("reset")) });
    const handler = toFetchHandler(defineHandler({}));
    expect((await handler(requestOf(broken, SECRET, { duplex: "half" }))).status).toBe(400);
    const request = requestOf("x");
    await request.text();
    expect((await handler(request)).status).toBe(500);
  });
});
