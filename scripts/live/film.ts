/**
 * A film of three colours in 64 by 48 pixels, uncompressed: every decoder reads it, and creating it needs no other
 * program.
 */
const WIDTH = 64;
const HEIGHT = 48;
const FRAMES_A_SECOND = 5;
const FRAMES_A_COLOUR = 5;
/** Blue, green, red: the order of the format. */
const COLOURS = [
  [0, 0, 255],
  [0, 255, 0],
  [255, 0, 0],
] as const;
const FRAME_BYTES = WIDTH * HEIGHT * 3;
const HAS_INDEX = 0x10;
const KEYFRAME = 0x10;

/** An AVI file of three seconds, some 140 kB. @see https://learn.microsoft.com/windows/win32/directshow/avi-riff-file-reference */
export function makeFilm(): Buffer {
  const frames = COLOURS.flatMap((colour) =>
    Array.from({ length: FRAMES_A_COLOUR }, () => chunk("00db", Buffer.alloc(FRAME_BYTES, Buffer.from(colour)))),
  );
  const main = numbers(1_000_000 / FRAMES_A_SECOND, FRAME_BYTES * FRAMES_A_SECOND, 0, HAS_INDEX, frames.length, 0, 1);
  const header = chunk("avih", Buffer.concat([main, numbers(FRAME_BYTES, WIDTH, HEIGHT, 0, 0, 0, 0)]));
  const strh = Buffer.concat([
    Buffer.from("vidsDIB "),
    numbers(0, 0, 0, 1, FRAMES_A_SECOND, 0, frames.length, FRAME_BYTES, 0, 0),
  ]);
  const frame = Buffer.alloc(8);
  frame.writeUInt16LE(WIDTH, 4);
  frame.writeUInt16LE(HEIGHT, 6);
  const planesAndBits = 1 | (24 << 16);
  const strf = numbers(40, WIDTH, HEIGHT, planesAndBits, 0, FRAME_BYTES, 0, 0, 0, 0);
  const stream = list("strl", chunk("strh", Buffer.concat([strh, frame])), chunk("strf", strf));
  const index = chunk("idx1", Buffer.concat(frames.map((chunk, index) => entry(4 + index * chunk.length))));
  return chunk(
    "RIFF",
    Buffer.concat([Buffer.from("AVI "), list("hdrl", header, stream), list("movi", ...frames), index]),
  );
}

function entry(offset: number): Buffer {
  return Buffer.concat([Buffer.from("00db"), numbers(KEYFRAME, offset, FRAME_BYTES)]);
}

function list(type: string, ...members: readonly Buffer[]): Buffer {
  return chunk("LIST", Buffer.concat([Buffer.from(type), ...members]));
}

function chunk(type: string, content: Buffer): Buffer {
  const padding = Buffer.alloc(content.length % 2);
  return Buffer.concat([Buffer.from(type), numbers(content.length), content, padding]);
}

function numbers(...values: readonly number[]): Buffer {
  const buffer = Buffer.alloc(values.length * 4);
  values.forEach((value, index) => buffer.writeUInt32LE(value, index * 4));
  return buffer;
}
