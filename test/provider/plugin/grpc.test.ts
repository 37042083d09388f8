/** The gRPC server, tested with gRPC's own client for Node.js. */
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { connect } from "node:http2";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client, credentials, status } from "@grpc/grpc-js";
import type { ChannelCredentials, ServiceError } from "@grpc/grpc-js";
import { describe, expect, it, onTestFinished } from "vitest";
import { createCertificate } from "../../../provider/plugin/certificate";
import { listen } from "../../../provider/plugin/grpc";
import { messages, RPCS } from "../../../provider/plugin/messages";
import type { RpcName } from "../../../provider/plugin/messages";
import type { Handler, Request } from "../../../provider/plugin/translate";

const echo: Handler = ({ typeName, config }: Request) => {
  if (typeName === "broken") throw new Error("it broke: ünïcode %");
  return { diagnostics: [{ severity: 1, summary: typeName, detail: String(config?.msgpack?.length ?? 0) }] };
};
const HANDLERS = Object.fromEntries(Object.keys(RPCS).map((name) => [name, echo])) as Record<RpcName, Handler>;

type Call = (
  rpc: string,
  request: object,
  type?: string,
) => Promise<{ diagnostics: { summary: string; detail: string }[] }>;

function clientOf(address: string, secret: ChannelCredentials = credentials.createInsecure()): Call {
  const client = new Client(address.replace("127.0.0.1", "localhost"), secret, { "grpc.max_send_message_length": -1 });
  onTestFinished(() => client.close());
  return (rpc, request, type = "TypedConfigRequest") =>
    new Promise((resolve, reject) => {
      client.makeUnaryRequest(
        rpc,
        (message: object) => messages.encode(type, message),
        (bytes: Buffer) => messages.decode("DiagnosticsResponse", bytes) as never,
        request,
        { deadline: Date.now() + 20_000 } as never,
        (error: ServiceError | null, answer?: never) => (error ? reject(error) : resolve(answer!)),
      );
    });
}

async function serve(tls?: Parameters<typeof listen>[0]["tls"]): Promise<string> {
  const { address, close } = await listen({ tls, handlers: () => HANDLERS, shutdown: () => undefined });
  onTestFinished(close);
  return address.String;
}
const VALIDATE = "/tfplugin6.Provider/ValidateResourceConfig";

describe("the gRPC server", () => {
  it("answers concurrent calls, small and large", async () => {
    const call = clientOf(await serve());
    const sizes = [0, 1, 16_384, 65_535, 65_536, 20_000_000];
    const answers = await Promise.all(
      sizes.map((size) => call(VALIDATE, { typeName: `t${size}`, config: { msgpack: Buffer.alloc(size) } })),
    );
    expect(answers.map(({ diagnostics: [first] }) => [first!.summary, first!.detail])).toEqual(
      sizes.map((size) => [`t${size}`, String(size)]),
    );
  });

  it("has handlers for each connection, and reports its end", async () => {
    const connections: AbortSignal[] = [];
    const { address, close } = await listen({
      handlers: (ended) => {
        const number = connections.push(ended);
        const numbered: Handler = () => ({ diagnostics: [{ severity: 1, summary: String(number) }] });
        return { ...HANDLERS, ValidateResourceConfig: numbered };
      },
      shutdown: () => undefined,
    });
    onTestFinished(close);
    const client = connect(`http://${address.String}`);
    const other = clientOf(address.String);
    onTestFinished(() => client.destroy());
    await once(client, "remoteSettings");
    for (let call = 0; call < 2; call++) {
      expect((await other(VALIDATE, { typeName: "t" })).diagnostics[0]!.summary).toBe("2");
    }
    client.destroy();
    await expect.poll(() => connections.map(({ aborted }) => aborted), { timeout: 20_000 }).toEqual([true, false]);
  });

  it("serves a Unix socket", async () => {
    const folder = await mkdtemp(join(tmpdir(), "grpc-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    const socket = join(folder, "plugin");
    const { address, close } = await listen({ handlers: () => HANDLERS, shutdown: () => undefined, socket });
    onTestFinished(close);
    expect(address).toEqual({ Network: "unix", String: socket });
    expect((await clientOf(`unix:${socket}`)(VALIDATE, { typeName: "well" })).diagnostics[0]!.summary).toBe("well");
  });

  it("reports failures with gRPC's status codes", async () => {
    const call = clientOf(await serve());
    await expect(call("/tfplugin6.Provider/CallFunction", {})).rejects.toMatchObject({ code: status.UNIMPLEMENTED });
    await expect(call(VALIDATE, { typeName: "broken" })).rejects.toMatchObject({
      ...{ code: status.UNKNOWN, details: "it broke: ünïcode %" },
    });
    expect((await call(VALIDATE, { typeName: "well" })).diagnostics[0]!.summary).toBe("well");
  });

  it.each([
    ["nothing", Buffer.alloc(0)],
    ["half a prefix", Buffer.from([0, 0, 0])],
    ["less than it announces", Buffer.from([0, 0, 0, 0, 9, 1])],
    ["two messages", Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 0, 0])],
    ["a compressed message", Buffer.from([1, 0, 0, 0, 0])],
    ["no protocol buffer", Buffer.from([0, 0, 0, 0, 2, 0x0a, 0xff])],
  ])("refuses %s, and continues", async (_what, bytes) => {
    const address = await serve();
    const session = connect(`http://${address}`);
    onTestFinished(() => session.destroy());
    const stream = session.request({ ":method": "POST", ":path": VALIDATE, "content-type": "application/grpc" });
    const answered = new Promise<Record<string, unknown>>((resolve) => stream.once("response", resolve));
    stream.end(bytes);
    expect(Number((await answered)["grpc-status"])).toBeGreaterThan(0);
    expect((await clientOf(address)(VALIDATE, { typeName: "well" })).diagnostics[0]!.summary).toBe("well");
  });

  it("survives a call that is cancelled", async () => {
    const address = await serve();
    const session = connect(`http://${address}`);
    const stream = session.request({ ":method": "POST", ":path": VALIDATE });
    stream.on("error", () => undefined);
    stream.write(Buffer.from([0, 0, 0, 0, 9]));
    await new Promise((resolve) => setTimeout(resolve, 20));
    session.destroy();
    expect((await clientOf(address)(VALIDATE, { typeName: "well" })).diagnostics[0]!.summary).toBe("well");
  });

  it("accepts only the client with the given certificate", async () => {
    const [server, trusted, untrusted] = [createCertificate(), createCertificate(), createCertificate()];
    const address = await serve({ key: server.key, cert: server.cert, clientCertificate: trusted.cert });
    const secret = (own: typeof trusted): ChannelCredentials =>
      credentials.createSsl(Buffer.from(server.cert), Buffer.from(own.key), Buffer.from(own.cert));
    expect((await clientOf(address, secret(trusted))(VALIDATE, { typeName: "well" })).diagnostics[0]!.summary).toBe(
      "well",
    );
    await expect(clientOf(address, secret(untrusted))(VALIDATE, {})).rejects.toMatchObject({
      code: status.UNAVAILABLE,
    });
  });
});
