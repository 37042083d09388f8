/** The HTTP/2 server, tested with the client of Node.js (nghttp2), and with frames that no client sends. */
import { once } from "node:events";
import { connect as connectHttp2, constants } from "node:http2";
import type { ClientHttp2Session, ClientHttp2Stream } from "node:http2";
import { connect, createServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";
import { buffer } from "node:stream/consumers";
import fc from "fast-check";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { serveUnary } from "../../../provider/plugin/http2/connection";
import type { UnaryRequest } from "../../../provider/plugin/http2/connection";
import { ERROR, FLAG, frame, FrameReader, PREFACE, settings, TYPE } from "../../../provider/plugin/http2/frames";
import type { Frame } from "../../../provider/plugin/http2/frames";
import { encodeHeaders } from "../../../provider/plugin/http2/hpack";
import type { UnaryAnswer } from "../../../provider/plugin/http2/outgoing";

const HEADERS = encodeHeaders([[":status", "200"]]);
const TRAILERS = encodeHeaders([["x-length", "x".repeat(300)]]);
const MAX_BODY = 1_000_000;

/** Answers with the body, twice if the path is /twice. */
const echo = ({ path, body }: UnaryRequest): Promise<UnaryAnswer> =>
  Promise.resolve({
    headers: HEADERS,
    content: { body: path === "/twice" ? [body, body] : [body], trailers: TRAILERS },
  });

/** Connections of the servers, from the first to the last. */
const sockets: Socket[] = [];

async function serve(answer = echo): Promise<number> {
  const tooLarge = { headers: encodeHeaders([[":status", "413"]]) };
  const server = createServer((socket) => {
    sockets.push(socket);
    serveUnary(socket, { maxBodyBytes: MAX_BODY, tooLarge, answer });
  });
  onTestFinished(() => void server.close());
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

function session(port: number, options = {}): ClientHttp2Session {
  const client = connectHttp2(`http://127.0.0.1:${port}`, options);
  onTestFinished(() => client.destroy());
  return client;
}

function post(client: ClientHttp2Session, path: string, body: Buffer): ClientHttp2Stream {
  const stream = client.request({ ":method": "POST", ":path": path });
  stream.end(body);
  return stream;
}

const bytes = (length: number): Buffer => Buffer.alloc(length, "0123456789");

describe("the HTTP/2 server", () => {
  it("answers with a body of any size, then with trailers", async () => {
    const client = session(await serve());
    for (const size of [0, 1, 16_384, 16_385, 65_535, 65_536, MAX_BODY]) {
      const stream = post(client, "/twice", bytes(size));
      const trailers = once(stream, "trailers");
      expect((await buffer(stream)).equals(Buffer.concat([bytes(size), bytes(size)]))).toBe(true);
      expect((await trailers)[0]).toMatchObject({ "x-length": "x".repeat(300) });
    }
  });

  it.each([1, 1000, 100_000])("sends no more than a window of %i allows, in all calls together", async (window) => {
    const client = session(await serve(), { settings: { initialWindowSize: window } });
    const sizes = [1, 999, 1000, 1001, window === 1 ? 2000 : 90_000];
    const bodies = await Promise.all(sizes.map((size) => buffer(post(client, "/", bytes(size)))));
    expect(bodies.map((body) => body.length)).toEqual(sizes);
  });

  it("continues answers when the client enlarges the window of calls that wait", async () => {
    const client = session(await serve(), { settings: { initialWindowSize: 0 } });
    await once(client, "remoteSettings");
    const body = buffer(post(client, "/twice", bytes(50_000)));
    await new Promise<void>((resolve, reject) => client.ping((error) => (error ? reject(error) : resolve())));
    client.settings({ initialWindowSize: 70_000 });
    expect((await body).length).toBe(100_000);
  });

  it("reads headers that need continuation, and padded frames", async () => {
    const port = await serve();
    const client = session(port, { paddingStrategy: constants.PADDING_STRATEGY_MAX });
    const stream = client.request({ ":method": "POST", ":path": `/${"p".repeat(30_000)}`, "x-a": "b" });
    stream.end(bytes(40_000));
    expect((await buffer(stream)).length).toBe(40_000);
  });

  it("gives up a call that is cancelled while its answer waits, and serves the others", async () => {
    const client = session(await serve(), { settings: { initialWindowSize: 10 } });
    const cancelled = post(client, "/", bytes(1000));
    await once(cancelled, "response");
    cancelled.close(constants.NGHTTP2_CANCEL);
    expect((await buffer(post(client, "/", bytes(1000)))).length).toBe(1000);
  });

  it("refuses a body above the limit without reading the rest, and serves the next call", async () => {
    const client = session(await serve());
    const stream = post(client, "/", bytes(3 * MAX_BODY));
    const [headers] = (await once(stream, "response")) as [Record<string, unknown>];
    expect(headers[":status"]).toBe(413);
    expect((await buffer(post(client, "/", bytes(10)))).length).toBe(10);
  });

  it("answers a hundred calls at once, and the largest both ways", async () => {
    const client = session(await serve());
    const sizes = Array.from({ length: 100 }, (_, index) => 100 * index);
    const bodies = await Promise.all([...sizes, MAX_BODY].map((size) => buffer(post(client, "/twice", bytes(size)))));
    expect(bodies.map((body) => body.length)).toEqual([...sizes, MAX_BODY].map((size) => 2 * size));
  });

  it("calls `after` when the answer has been sent", async () => {
    let resolveSent: () => void;
    const sent = new Promise<void>((resolve) => (resolveSent = resolve));
    const port = await serve(async (request) => ({ ...(await echo(request)), after: () => resolveSent() }));
    expect((await buffer(post(session(port), "/", bytes(5)))).length).toBe(5);
    await sent;
  });

  it("calls `after` too if the client is gone before the answer", async () => {
    const after = vi.fn();
    let resolveAnswer!: () => void;
    const port = await serve(async (request) => {
      await new Promise<void>((resolve) => (resolveAnswer = resolve));
      return { ...(await echo(request)), after };
    });
    const client = session(port);
    post(client, "/", bytes(5)).on("error", () => undefined);
    await expect.poll(() => resolveAnswer).toBeDefined();
    const closed = new Promise<void>((resolve) => sockets.at(-1)!.once("close", resolve));
    client.destroy();
    await closed;
    resolveAnswer();
    await expect.poll(() => after.mock.calls.length).toBe(1);
  });
});

describe("a connection that violates the protocol", () => {
  const START = [PREFACE, frame(TYPE.settings, 0, 0)];
  const OPEN = frame(TYPE.headers, FLAG.endHeaders, 1, Buffer.from([0x83, 0x84]));

  /** Frames that the server sends until it closes the connection. */
  async function exchange(socket: Socket, sent: readonly Buffer[]): Promise<Frame[]> {
    socket.on("error", () => undefined);
    const answer = buffer(socket);
    socket.write(Buffer.concat(sent));
    const frames: Frame[] = [];
    new FrameReader().read(Buffer.concat([PREFACE, await answer]), (received) => frames.push(received));
    return frames;
  }

  it.each<[string, Buffer[], number]>([
    ["another protocol", [Buffer.from("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")], ERROR.protocol],
    ["no settings at first", [PREFACE, OPEN], ERROR.protocol],
    ["a frame above the limit", [...START, Buffer.from([1, 0, 0, 0, 0, 0, 0, 0, 1])], ERROR.frameSize],
    ["headers that cannot be read", [...START, frame(TYPE.headers, 4, 1, Buffer.from([0x80]))], ERROR.compression],
    ["an even stream", [...START, frame(TYPE.headers, 4, 2, Buffer.from([0x83]))], ERROR.protocol],
    ["a frame within a header block", [...START, frame(TYPE.headers, 0, 1), frame(TYPE.ping, 0, 0)], ERROR.protocol],
    ["a continuation of nothing", [...START, frame(TYPE.continuation, 4, 1)], ERROR.protocol],
    [
      "an endless header block",
      [...START, frame(TYPE.headers, 0, 1), ...Array<Buffer>(8000).fill(frame(TYPE.continuation, 0, 1))],
      ERROR.compression,
    ],
    ["data of a stream that is not open", [...START, frame(TYPE.data, 0, 1)], ERROR.protocol],
    ["padding above the payload", [...START, OPEN, frame(TYPE.data, 8, 1, Buffer.from([9, 1]))], ERROR.protocol],
    ["a reset of a stream that is not open", [...START, frame(TYPE.resetStream, 0, 1, bytes(4))], ERROR.protocol],
    ["settings of a stream", [...START, frame(TYPE.settings, 0, 1)], ERROR.protocol],
    ["half a setting", [...START, frame(TYPE.settings, 0, 0, bytes(3))], ERROR.frameSize],
    ["a window above the limit", [...START, frame(TYPE.settings, 0, 0, settings([[4, 2 ** 31]]))], ERROR.flowControl],
    ["frames below the limit", [...START, frame(TYPE.settings, 0, 0, settings([[5, 16_383]]))], ERROR.protocol],
    ["frames above the limit", [...START, frame(TYPE.settings, 0, 0, settings([[5, 2 ** 24]]))], ERROR.protocol],
    ["a window that grows by nothing", [...START, frame(TYPE.windowUpdate, 0, 0, Buffer.alloc(4))], ERROR.protocol],
    ["a window that grows too far", [...START, frame(8, 0, 0, Buffer.from("7fffffff", "hex"))], ERROR.flowControl],
    ["a push", [...START, frame(TYPE.pushPromise, 4, 1)], ERROR.protocol],
    ["a short ping", [...START, frame(TYPE.ping, 0, 0, bytes(7))], ERROR.frameSize],
  ])("ends with its error code after %s, and the server continues", async (_what, sent, code) => {
    const port = await serve();
    const last = (await exchange(connect(port, "127.0.0.1"), sent)).at(-1)!;
    expect([last.type, last.payload.readUInt32BE(4)]).toEqual([TYPE.goAway, code]);
    expect((await buffer(post(session(port), "/", bytes(3)))).length).toBe(3);
  });

  it("may send unknown frames, and frames without effect", async () => {
    const nothing = [
      frame(TYPE.priority, 0, 1, bytes(5)),
      frame(TYPE.goAway, 0, 0, bytes(8)),
      frame(0x42, 0xff, 7, bytes(100)),
      frame(TYPE.settings, 0, 0, settings([[1, 0]])), // no table for headers
      frame(TYPE.windowUpdate, 0, 99, bytes(4)),
    ];
    const socket = connect(await serve(), "127.0.0.1");
    onTestFinished(() => void socket.destroy());
    const answered = new Promise<Frame>((resolve) => {
      const reader = new FrameReader();
      reader.read(PREFACE, () => undefined);
      socket.on("data", (chunk: Buffer) =>
        reader.read(chunk, (received) => {
          if (received.type === TYPE.data) resolve(received);
        }),
      );
    });
    const call = [OPEN, ...nothing, frame(TYPE.data, FLAG.endStream, 1, bytes(20))];
    socket.write(Buffer.concat([...START, ...call]));
    expect((await answered).payload).toEqual(bytes(20));
  });

  it("is read in the same way for any split of its bytes", () => {
    const sent = Buffer.concat([...START, OPEN, frame(TYPE.data, 0, 1, bytes(300)), frame(TYPE.ping, 0, 0, bytes(8))]);
    const framesOf = (parts: readonly Buffer[]): Frame[] => {
      const [reader, frames]: [FrameReader, Frame[]] = [new FrameReader(), []];
      for (const part of parts) reader.read(part, (received) => frames.push(received));
      return frames;
    };
    const whole = framesOf([sent]);
    expect(whole.map(({ type }) => type)).toEqual([TYPE.settings, TYPE.headers, TYPE.data, TYPE.ping]);
    fc.assert(
      fc.property(fc.array(fc.nat(sent.length), { maxLength: 40 }), (cuts) => {
        const ends = [0, ...cuts, sent.length].sort((left, right) => left - right);
        expect(framesOf(ends.slice(1).map((end, index) => sent.subarray(ends[index], end)))).toEqual(whole);
      }),
    );
  });

  it("never ends the process, for any frames", async () => {
    const port = await serve();
    const type = fc.integer({ min: 0, max: 10 });
    const random = fc
      .tuple(type, fc.integer({ min: 0, max: 255 }), fc.constantFrom(0, 1, 1, 3, 5), fc.uint8Array({ maxLength: 12 }))
      .map(([kind, flags, id, payload]) => frame(kind, flags, id, payload));
    const valid = fc.constantFrom(OPEN, frame(TYPE.data, FLAG.endStream, 1, bytes(20)), frame(TYPE.settings, 0, 0));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(valid, random), { maxLength: 12 }), async (frames) => {
        const socket = connect(port, "127.0.0.1");
        // The last frame is refused in any case.
        const last = (await exchange(socket, [...START, ...frames, frame(TYPE.pushPromise, 0, 0)])).at(-1)!;
        expect(last.type).toBe(TYPE.goAway);
        expect(last.payload.readUInt32BE(4)).not.toBe(ERROR.internal);
      }),
    );
  });
});
