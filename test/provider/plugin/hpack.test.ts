/** Header blocks, as the client of Node.js (nghttp2) writes them, and of RFC 7541. */
import { once } from "node:events";
import { connect as connectHttp2 } from "node:http2";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { contentOf, ERROR, FLAG, frame, FrameReader, TYPE } from "../../../provider/plugin/http2/frames";
import { encodeHeaders, HeaderDecoder } from "../../../provider/plugin/http2/hpack";

describe("header blocks", () => {
  /** Sends requests by the client of Node.js and decodes their blocks. */
  async function decoded(requests: readonly Record<string, string>[]): Promise<Record<string, string>[]> {
    const decoder = new HeaderDecoder();
    const blocks: Record<string, string>[] = [];
    let all: () => void;
    const complete = new Promise<void>((resolve) => (all = resolve));
    const server = createServer((socket) => {
      const reader = new FrameReader();
      let parts: Buffer[] = [];
      socket.write(frame(TYPE.settings, 0, 0));
      socket.on("error", () => undefined);
      socket.on("data", (chunk: Buffer) =>
        reader.read(chunk, (received) => {
          if (received.type !== TYPE.headers && received.type !== TYPE.continuation) return;
          parts.push(received.type === TYPE.headers ? contentOf(received) : received.payload);
          if (!(received.flags & FLAG.endHeaders)) return;
          blocks.push(Object.fromEntries(decoder.decode(Buffer.concat(parts))));
          parts = [];
          if (blocks.length === requests.length) all();
        }),
      );
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const client = connectHttp2(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    for (const request of requests) client.request(request).on("error", () => undefined);
    await complete;
    client.destroy();
    server.close();
    return blocks;
  }

  const name = fc.stringMatching(/^x-[a-z0-9_-]{0,30}$/);
  const value = fc.stringMatching(/^[!-~\xa0-\xff]([ -~\xa0-\xff]{0,40}[!-~\xa0-\xff])?$/);
  const request = fc
    .dictionary(name, value, { maxKeys: 8 })
    .map((headers): Record<string, string> => ({ ":path": "/p", ...headers }));

  it("are read as another implementation writes them, also from a full table", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(request, { minLength: 1, maxLength: 60 }), async (requests) => {
        const blocks = await decoded(requests);
        blocks.forEach((block, index) => expect(block).toMatchObject(requests[index]!));
      }),
      { numRuns: 20 },
    );
  });

  /** @see https://www.rfc-editor.org/rfc/rfc7541#appendix-C.3 and C.4 */
  it.each([
    ["828684410f7777772e6578616d706c652e636f6d", "828684be58086e6f2d6361636865"],
    ["828684418cf1e3c2e5f23a6ba0ab90f4ff", "828684be5886a8eb10649cbf"],
  ])("are read as in RFC 7541: %s", (first, second) => {
    const decoder = new HeaderDecoder();
    const common = [
      [":method", "GET"],
      [":scheme", "http"],
      [":path", "/"],
      [":authority", "www.example.com"],
    ];
    expect(decoder.decode(Buffer.from(first, "hex"))).toEqual(common);
    expect(decoder.decode(Buffer.from(second, "hex"))).toEqual([...common, ["cache-control", "no-cache"]]);
  });

  it("are read with every byte that a header may have", async () => {
    const bytesOfHeaders = Array.from({ length: 256 }, (_, byte) => byte).filter((byte) => byte >= 32 && byte !== 127);
    // Thirty `e` make the Huffman code shorter, so that the client applies it to the byte too.
    const requests = bytesOfHeaders.map((byte) => ({ "x-a": `${"e".repeat(30)}${String.fromCharCode(byte)}e` }));
    const blocks = await decoded(requests);
    expect(blocks.map((block) => block["x-a"])).toEqual(requests.map((headers) => headers["x-a"]));
  });

  it("are written as the decoder reads them", () => {
    const text = fc.string({ maxLength: 20_000 }).map((some) => encodeURI(some));
    fc.assert(
      fc.property(fc.array(fc.tuple(name, text), { maxLength: 3 }), (headers) => {
        expect(new HeaderDecoder().decode(encodeHeaders(headers))).toEqual(headers);
      }),
    );
  });

  it.each([
    ["index 0", "80"],
    ["an index beyond the table", "ff00"],
    ["an endless integer", "ffffffffffffff"],
    ["a text that exceeds the block", "0005616263"],
    ["a table above the limit", "3fe21f"],
    ["a change of the table after a header", "823f00"],
    ["padding of a Huffman code that is not of ones", "008118810000"],
    ["a Huffman code for the end of a text", "0084ffffffff0161"],
  ])("are refused: %s", (_what, hex) => {
    expect(() => new HeaderDecoder().decode(Buffer.from(hex, "hex"))).toThrow(
      expect.objectContaining({ code: ERROR.compression }),
    );
  });

  it("are refused when references to the table make them too large", () => {
    const decoder = new HeaderDecoder();
    const entry = Buffer.concat([Buffer.from([0x40]), encodeHeaders([["x-name", "v".repeat(3900)]]).subarray(1)]);
    decoder.decode(entry);
    expect(() => decoder.decode(Buffer.alloc(1000, 0x80 | 62))).toThrow(
      expect.objectContaining({ code: ERROR.compression }),
    );
  });
});
