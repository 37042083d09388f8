/** Detects the kind of an object by its first bytes. The type that an upload states is not trusted. */
import { isUtf8 } from "node:buffer";
import type { PreviewKind } from "../protocol";

interface Content {
  readonly preview: PreviewKind;
  /** Type under which the object is served to the page. */
  readonly type: string;
}

const ANY: Content = { preview: "none", type: "application/octet-stream" };
/** A text is served as plain text: HTML in an upload must not become a page. */
const TEXT_TYPE = "text/plain; charset=utf-8";
/** Text is recognized by its beginning: an object may have hundreds of megabytes. */
const PROBED_BYTES = 64 * 1024;

/**
 * Types by the bytes that an object of the type begins with; `.` stands for any byte.
 *
 * @see https://mimesniff.spec.whatwg.org/#matching-an-image-type-pattern
 */
const SIGNATURES: readonly (readonly [bytes: string, preview: PreviewKind, type: string])[] = [
  ["\x89PNG\r\n\x1a\n", "image", "image/png"],
  ["\xff\xd8\xff", "image", "image/jpeg"],
  ["GIF87a", "image", "image/gif"],
  ["GIF89a", "image", "image/gif"],
  ["RIFF....WEBP", "image", "image/webp"],
  ["BM....\0\0\0\0", "image", "image/bmp"],
  ["....ftypavif", "image", "image/avif"],
  ["....ftypavis", "image", "image/avif"],
  ["....ftypheic", "none", "image/heic"], // only Safari decodes it
  ["....ftypmif1", "none", "image/heif"],
  ["....ftyp", "video", "video/mp4"],
  ["\x1a\x45\xdf\xa3", "video", "video/webm"],
  ["OggS", "video", "video/ogg"],
  ["ID3", "audio", "audio/mpeg"],
  ["\xff\xfb", "audio", "audio/mpeg"],
  ["\xff\xf3", "audio", "audio/mpeg"],
  ["RIFF....WAVE", "audio", "audio/wav"],
  ["fLaC", "audio", "audio/flac"],
];

/** How an object is shown, and the type under which it is served. */
export function contentOf(body: Buffer): Content {
  const head = body.toString("latin1", 0, 32);
  const found = SIGNATURES.find(([bytes]) => [...bytes].every((byte, index) => byte === "." || byte === head[index]));
  if (found) return { preview: found[1], type: found[2] };
  const text = textAt(body);
  if (text === undefined) return ANY;
  // An SVG image is only ever shown by <img>, which runs none of its scripts and loads nothing.
  if (/^\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->).)*-->\s*)*<svg[\s>]/s.test(text))
    return { preview: "image", type: "image/svg+xml" };
  return { preview: previewOf(text), type: TEXT_TYPE };
}

function previewOf(text: string): PreviewKind {
  const start = text.trimStart();
  if (/^[{[]/.test(start)) return "json";
  return start.startsWith("<") ? "xml" : "text";
}

/** The beginning of a text in UTF-8; `undefined` if the object is something else. */
function textAt(body: Buffer): string | undefined {
  const head = body.subarray(0, PROBED_BYTES);
  if (head.includes(0)) return undefined;
  // The cut may be inside a character, which has at most four bytes.
  const ends = head.length === body.length ? [head.length] : [0, 1, 2, 3].map((cut) => head.length - cut);
  const end = ends.find((end) => isUtf8(head.subarray(0, end)));
  return end === undefined ? undefined : head.toString("utf8", 0, end);
}
