/**
 * Frames of HTTP/2.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9113#name-http-frames
 */

/** The first bytes that a client sends. */
export const PREFACE = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "latin1");
export const FRAME_HEADER_BYTES = 9;
/** The largest payload that both sides accept before they have agreed on another one. */
export const DEFAULT_FRAME_BYTES = 16_384;

export const TYPE = {
  ...{ data: 0, headers: 1, priority: 2, resetStream: 3, settings: 4 },
  ...{ pushPromise: 5, ping: 6, goAway: 7, windowUpdate: 8, continuation: 9 },
} as const;
export const FLAG = { endStream: 1, acknowledgement: 1, endHeaders: 4, padded: 8, priority: 0x20 } as const;
export const SETTING = { initialWindowSize: 4, maxFrameSize: 5 } as const;
export const ERROR = {
  ...{ none: 0, protocol: 1, internal: 2, flowControl: 3, streamClosed: 5, frameSize: 6, compression: 9 },
} as const;

export interface Frame {
  readonly type: number;
  readonly flags: number;
  /** 0 for the connection. */
  readonly streamId: number;
  readonly payload: Buffer;
}

/** The peer violates the protocol; the connection ends. */
export class ConnectionError extends Error {
  constructor(
    readonly code: number,
    message: string,
  ) {
    super(message);
  }
}

/** Cuts a stream of bytes into frames. */
export class FrameReader {
  #pending: Buffer = Buffer.alloc(0);
  #hasPreface = false;

  /** @throws ConnectionError for bytes that are not HTTP/2, or a frame that is too large */
  read(chunk: Buffer, handle: (frame: Frame) => void): void {
    let bytes = this.#pending.length > 0 ? Buffer.concat([this.#pending, chunk]) : chunk;
    if (!this.#hasPreface) {
      const length = Math.min(bytes.length, PREFACE.length);
      if (PREFACE.compare(bytes, 0, length, 0, length) !== 0) throw new ConnectionError(ERROR.protocol, "no HTTP/2");
      this.#hasPreface = length === PREFACE.length;
      if (this.#hasPreface) bytes = bytes.subarray(length);
    }
    let position = 0;
    while (this.#hasPreface && bytes.length - position >= FRAME_HEADER_BYTES) {
      const length = bytes.readUIntBE(position, 3);
      if (length > DEFAULT_FRAME_BYTES) throw new ConnectionError(ERROR.frameSize, "a frame is too large");
      const start = position + FRAME_HEADER_BYTES;
      if (bytes.length < start + length) break;
      position += FRAME_HEADER_BYTES + length;
      handle({
        type: bytes[start - 6]!,
        flags: bytes[start - 5]!,
        streamId: bytes.readUInt32BE(start - 4) & 0x7fff_ffff,
        payload: bytes.subarray(start, position),
      });
    }
    this.#pending = bytes.subarray(position);
  }
}

/** The bytes of a frame; its payload is the concatenation of `parts`. */
export function frame(type: number, flags: number, streamId: number, ...parts: readonly Uint8Array[]): Buffer {
  let length = 0;
  for (const part of parts) length += part.length;
  const bytes = Buffer.allocUnsafe(FRAME_HEADER_BYTES + length);
  bytes.writeUIntBE(length, 0, 3);
  bytes[3] = type;
  bytes[4] = flags;
  bytes.writeUInt32BE(streamId, 5);
  let position = FRAME_HEADER_BYTES;
  for (const part of parts) {
    bytes.set(part, position);
    position += part.length;
  }
  return bytes;
}

/** The payload of DATA or HEADERS without padding and priority. */
export function contentOf({ type, flags, payload }: Frame): Buffer {
  let start = 0;
  let end = payload.length;
  if (flags & FLAG.padded) {
    start = 1;
    end -= payload[0] ?? 0;
  }
  if (type === TYPE.headers && flags & FLAG.priority) start += 5;
  if (start > end) throw new ConnectionError(ERROR.protocol, "the padding exceeds its frame");
  return payload.subarray(start, end);
}

/** A payload of one number. */
export function uint32(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** The payload of SETTINGS. */
export function settings(values: readonly (readonly [id: number, value: number])[]): Buffer {
  const bytes = Buffer.alloc(6 * values.length);
  values.forEach(([id, value], index) => {
    bytes.writeUInt16BE(id, 6 * index);
    bytes.writeUInt32BE(value, 6 * index + 2);
  });
  return bytes;
}
