/**
 * The server's side of an HTTP/2 connection that carries unary calls: a whole request, then a whole answer.
 * `node:http2` offers more, but its streams take most of the time of calls as short as those of a plan.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9113
 */
import type { Socket } from "node:net";
import {
  ConnectionError,
  contentOf,
  ERROR,
  FLAG,
  frame,
  FRAME_HEADER_BYTES,
  FrameReader,
  TYPE,
  uint32,
} from "./frames";
import type { Frame } from "./frames";
import { HeaderDecoder } from "./hpack";
import { MAX_WINDOW, Outgoing } from "./outgoing";
import type { UnaryAnswer } from "./outgoing";

/** The window is renewed after this many bytes, long before the client must wait. */
const WINDOW_STEP = 2 ** 29;
const MAX_HEADER_BYTES = 1 << 16;

export interface UnaryRequest {
  readonly path: string;
  readonly body: Buffer;
}

export interface UnaryOptions {
  readonly maxBodyBytes: number;
  /** The answer to a request with a larger body. */
  readonly tooLarge: UnaryAnswer;
  /** Must not reject. */
  readonly answer: (request: UnaryRequest) => Promise<UnaryAnswer>;
}

/** An incomplete request. */
interface Incoming {
  readonly id: number;
  readonly path: string;
  readonly chunks: Buffer[];
  length: number;
}

/** Serves a connection until it ends. */
export function serveUnary(socket: Socket, options: UnaryOptions): void {
  const connection = new Connection(socket, options);
  socket.setNoDelay(true);
  socket.on("error", () => undefined); // the client has exited
  socket.on("data", (chunk: Buffer) => connection.read(chunk));
}

class Connection {
  readonly #frames = new FrameReader();
  readonly #headers = new HeaderDecoder();
  readonly #outgoing: Outgoing;
  readonly #incoming = new Map<number, Incoming>();
  /** An incomplete header block. */
  #block: { readonly streamId: number; readonly flags: number; readonly parts: Buffer[]; length: number } | undefined;
  #lastStreamId = 0;
  #hasSettings = false;
  /** Bytes since the last renewal of the window. */
  #received = 0;

  constructor(
    private readonly socket: Socket,
    private readonly options: UnaryOptions,
  ) {
    this.#outgoing = new Outgoing(socket);
  }

  read(chunk: Buffer): void {
    if (this.socket.writableEnded) return;
    try {
      this.#frames.read(chunk, (received) => this.#handle(received));
    } catch (error) {
      const code = error instanceof ConnectionError ? error.code : ERROR.internal;
      const text = Buffer.from((error as Error).message);
      this.#outgoing.send(frame(TYPE.goAway, 0, 0, uint32(this.#lastStreamId), uint32(code), text));
      this.#outgoing.flush();
      this.socket.destroySoon();
    }
  }

  #handle(received: Frame): void {
    const { type, flags, streamId, payload } = received;
    if (this.#block && (type !== TYPE.continuation || streamId !== this.#block.streamId)) {
      throw new ConnectionError(ERROR.protocol, "a header block must be continued");
    }
    if (!this.#hasSettings && type !== TYPE.settings) throw new ConnectionError(ERROR.protocol, "settings come first");
    switch (type) {
      case TYPE.data:
        return this.#data(received);
      case TYPE.headers:
        this.#block = { streamId, flags, parts: [], length: 0 };
        return this.#continueBlock(contentOf(received), flags);
      case TYPE.continuation:
        return this.#continueBlock(payload, flags);
      case TYPE.resetStream:
        expectLength(received, 4);
        this.#expectOpened(streamId);
        this.#incoming.delete(streamId);
        return this.#outgoing.cancel(streamId);
      case TYPE.settings:
        if (streamId !== 0) throw new ConnectionError(ERROR.protocol, "settings must be the connection's");
        if (payload.length % 6 !== 0) throw new ConnectionError(ERROR.frameSize, "a setting must have six bytes");
        this.#hasSettings = true;
        if (!(flags & FLAG.acknowledgement)) this.#outgoing.configure(payload);
        return;
      case TYPE.ping:
        expectLength(received, 8);
        if (!(flags & FLAG.acknowledgement)) this.#outgoing.send(frame(TYPE.ping, FLAG.acknowledgement, 0, payload));
        return;
      case TYPE.windowUpdate:
        expectLength(received, 4);
        return this.#outgoing.widen(streamId, payload.readUInt32BE() & MAX_WINDOW);
      case TYPE.pushPromise:
        throw new ConnectionError(ERROR.protocol, "a client must not push");
    }
  }

  #continueBlock(part: Buffer, flags: number): void {
    const block = this.#block;
    if (!block) throw new ConnectionError(ERROR.protocol, "there is no header block to continue");
    block.parts.push(part);
    block.length += FRAME_HEADER_BYTES + part.length; // empty frames count too
    if (block.length > MAX_HEADER_BYTES) throw new ConnectionError(ERROR.compression, "the headers are too large");
    if (!(flags & FLAG.endHeaders)) return;
    this.#block = undefined;
    const headers = this.#headers.decode(block.parts.length === 1 ? part : Buffer.concat(block.parts));
    const { streamId: id } = block;
    if (id % 2 === 0) throw new ConnectionError(ERROR.protocol, "a client's stream must have an odd id");
    if (id > this.#lastStreamId) {
      this.#lastStreamId = id;
      const path = headers.find(([name]) => name === ":path")?.[1] ?? "";
      this.#incoming.set(id, { id, path, chunks: [], length: 0 });
      this.#outgoing.open(id);
    }
    if (block.flags & FLAG.endStream) this.#end(id);
  }

  #data(received: Frame): void {
    const { streamId: id, flags, payload } = received;
    this.#expectOpened(id);
    this.#received += payload.length;
    if (this.#received >= WINDOW_STEP) {
      this.#outgoing.send(frame(TYPE.windowUpdate, 0, 0, uint32(this.#received)));
      this.#received = 0;
    }
    const request = this.#incoming.get(id);
    if (!request) return; // it was cancelled, or refused
    const content = contentOf(received);
    request.length += content.length;
    if (request.length > this.options.maxBodyBytes) {
      this.#incoming.delete(id);
      this.#outgoing.answer(id, this.options.tooLarge);
      this.#outgoing.send(frame(TYPE.resetStream, 0, id, uint32(ERROR.none))); // the client need not send the rest
      return;
    }
    request.chunks.push(content);
    if (flags & FLAG.endStream) this.#end(id);
  }

  /** Answers a complete request. */
  #end(id: number): void {
    const request = this.#incoming.get(id);
    if (!request) return;
    this.#incoming.delete(id);
    const { path, chunks } = request;
    const body = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
    void this.options.answer({ path, body }).then((answer) => this.#outgoing.answer(id, answer));
  }

  #expectOpened(id: number): void {
    if (id === 0 || id > this.#lastStreamId) throw new ConnectionError(ERROR.protocol, `the stream ${id} is not open`);
  }
}

function expectLength({ payload }: Frame, length: number): void {
  if (payload.length !== length) throw new ConnectionError(ERROR.frameSize, `a payload must have ${length} bytes`);
}
