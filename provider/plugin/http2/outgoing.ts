/** Frames that the server sends on a connection. Answers wait until the client's windows allow them. */
import type { Socket } from "node:net";
import { ConnectionError, DEFAULT_FRAME_BYTES, ERROR, FLAG, frame, SETTING, settings, TYPE, uint32 } from "./frames";

/** An answer. Its header blocks come from `encodeHeaders`, each at most one frame. */
export interface UnaryAnswer {
  readonly headers: Buffer;
  /** @default - headers only */
  readonly content?: { readonly body: readonly Uint8Array[]; readonly trailers: Buffer };
  /** Called when the answer has been sent, or when the connection was lost before. */
  readonly after?: () => void;
}

/** The window that both sides begin with. */
export const DEFAULT_WINDOW = 65_535;
export const MAX_WINDOW = 2 ** 31 - 1;
/** A frame has three bytes for its length. */
const MAX_FRAME_BYTES = 2 ** 24 - 1;

interface Stream {
  readonly id: number;
  /** Bytes that the client accepts at present. */
  window: number;
  /** Rest of an answer that exceeds the windows. */
  rest?: Buffer;
  trailers?: Buffer;
}

export class Outgoing {
  readonly #streams = new Map<number, Stream>();
  #window = DEFAULT_WINDOW;
  #initialWindow = DEFAULT_WINDOW;
  #maxFrameBytes = DEFAULT_FRAME_BYTES;
  #output: Buffer[] = [];
  #after: (() => void)[] = [];

  constructor(private readonly socket: Socket) {
    this.send(frame(TYPE.settings, 0, 0, settings([[SETTING.initialWindowSize, MAX_WINDOW]])));
    this.send(frame(TYPE.windowUpdate, 0, 0, uint32(MAX_WINDOW - DEFAULT_WINDOW)));
  }

  open(id: number): void {
    this.#streams.set(id, { id, window: this.#initialWindow });
  }

  /** The client has cancelled the call. */
  cancel(id: number): void {
    this.#streams.delete(id);
  }

  /** Does nothing if the call was cancelled meanwhile. */
  answer(id: number, { headers, content, after }: UnaryAnswer): void {
    const stream = this.#streams.get(id);
    if (!stream) return;
    if (after) this.#after.push(after);
    if (!content) return this.#end(stream, headers);
    this.send(frame(TYPE.headers, FLAG.endHeaders, id, headers));
    stream.rest = Buffer.concat(content.body);
    stream.trailers = content.trailers;
    this.#continue(stream);
  }

  /** Applies the client's SETTINGS. */
  configure(payload: Buffer): void {
    for (let position = 0; position < payload.length; position += 6) {
      const value = payload.readUInt32BE(position + 2);
      switch (payload.readUInt16BE(position)) {
        case SETTING.initialWindowSize:
          for (const stream of this.#streams.values())
            stream.window = grown(stream.window, value - this.#initialWindow);
          this.#initialWindow = grown(value, 0);
          break;
        case SETTING.maxFrameSize:
          if (value < DEFAULT_FRAME_BYTES || value > MAX_FRAME_BYTES)
            throw new ConnectionError(ERROR.protocol, `a client cannot accept frames of ${value} bytes`);
          this.#maxFrameBytes = value;
      }
    }
    this.send(frame(TYPE.settings, FLAG.acknowledgement, 0));
    this.#continueAll();
  }

  /** Applies the client's WINDOW_UPDATE. */
  widen(id: number, increment: number): void {
    if (increment === 0) throw new ConnectionError(ERROR.protocol, "a window must grow");
    if (id === 0) {
      this.#window = grown(this.#window, increment);
      return this.#continueAll();
    }
    const stream = this.#streams.get(id);
    if (!stream) return; // its answer has been sent
    stream.window = grown(stream.window, increment);
    this.#continue(stream);
  }

  /** Writes all frames of one turn of the event loop together. */
  send(bytes: Buffer): void {
    if (this.#output.push(bytes) === 1) process.nextTick(() => this.flush());
  }

  flush(): void {
    const [output, after] = [this.#output, this.#after];
    if (output.length === 0) return;
    this.#output = [];
    this.#after = [];
    const done = (): void => after.forEach((call) => call());
    if (this.socket.destroyed || this.socket.writableEnded) return done();
    this.socket.write(Buffer.concat(output), done);
  }

  #continueAll(): void {
    for (const stream of this.#streams.values()) this.#continue(stream);
  }

  /** Sends as much of the body as the client accepts. */
  #continue(stream: Stream): void {
    if (!stream.rest) return;
    while (stream.rest.length > 0) {
      const length = Math.min(stream.rest.length, stream.window, this.#window, this.#maxFrameBytes);
      if (length <= 0) return;
      this.send(frame(TYPE.data, 0, stream.id, stream.rest.subarray(0, length)));
      stream.window -= length;
      this.#window -= length;
      stream.rest = stream.rest.subarray(length);
    }
    this.#end(stream, stream.trailers!);
  }

  #end({ id }: Stream, headers: Buffer): void {
    this.send(frame(TYPE.headers, FLAG.endHeaders | FLAG.endStream, id, headers));
    this.#streams.delete(id);
  }
}

function grown(window: number, increment: number): number {
  if (window + increment > MAX_WINDOW) throw new ConnectionError(ERROR.flowControl, "a window is too large");
  return window + increment;
}
