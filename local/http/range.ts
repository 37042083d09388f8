/**
 * Serves the part of a body that a `Range` header requests.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9110#name-range-requests
 */
import type { IncomingHttpHeaders } from "node:http";
import type { Reply } from "./message";

/** Positions of the first and the last byte. */
interface ByteRange {
  readonly first: number;
  readonly last: number;
}

/**
 * The answer to a GET request: the whole body, or one range of it. Ignores a header with several ranges or in another
 * unit, as RFC 9110 allows, and a range for another version of the object (`If-Range`).
 *
 * @returns `undefined` if the range begins after the body: the service answers 416 in its own form
 */
export function rangeReply(
  headers: IncomingHttpHeaders,
  body: Uint8Array,
  properties: Readonly<Record<string, string>> & { readonly etag: string },
): Reply | undefined {
  const commonHeaders = { ...properties, "accept-ranges": "bytes" };
  const condition = headers["if-range"];
  const isCurrent = condition === undefined || condition === properties.etag;
  const range = isCurrent ? rangeIn(headers.range, body.length) : "none";
  if (range === "none") return { status: 200, headers: commonHeaders, body };
  if (range === "unsatisfiable") return undefined;
  const { first, last } = range;
  const partial = { ...commonHeaders, "content-range": `bytes ${first}-${last}/${body.length}` };
  return { status: 206, headers: partial, body: body.subarray(first, last + 1) };
}

function rangeIn(header: string | undefined, size: number): ByteRange | "none" | "unsatisfiable" {
  const [, from = "", to = ""] = /^bytes=(\d*)-(\d*)$/.exec(header ?? "") ?? [];
  if (from === "" && to === "") return "none";
  if (from === "") {
    const length = Math.min(Number(to), size);
    return length === 0 ? "unsatisfiable" : { first: size - length, last: size - 1 };
  }
  const first = Number(from);
  const last = to === "" ? size - 1 : Math.min(Number(to), size - 1);
  if (to !== "" && Number(to) < first) return "none"; // an invalid range is ignored
  return first >= size ? "unsatisfiable" : { first, last };
}
