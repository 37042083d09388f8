import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openEnvelope, packEnvelope } from "../../../../handler/delivery/durable/envelope";
import { UnreadableError } from "../../../../handler/delivery/durable/seal";

const head = { key: "k", source: "callback", receivedAt: 1, headers: { "content-type": "application/xml" } } as const;

describe("an envelope", () => {
  it("returns any body unchanged", () => {
    fc.assert(
      fc.property(fc.uint8Array(), (body) => {
        const opened = openEnvelope(packEnvelope({ head, body }), "k");
        expect(opened.head).toEqual(head);
        expect(Buffer.from(opened.body).equals(body)).toBe(true);
      }),
    );
  });

  const content = packEnvelope({ head, body: Buffer.from("<Response/>") });

  it("is refused if it is truncated, or if any byte is changed", () => {
    for (let length = 0; length < content.length; length++) {
      expect(() => openEnvelope(content.subarray(0, length), "k")).toThrow(UnreadableError);
    }
    const index = fc.nat({ max: content.length - 1 });
    fc.assert(
      fc.property(index, fc.integer({ min: 1, max: 255 }), (at, change) => {
        const damaged = Buffer.from(content);
        damaged[at]! ^= change;
        expect(() => openEnvelope(damaged, "k")).toThrow(UnreadableError);
      }),
    );
  });

  it("is not read from other content", () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(() => openEnvelope(bytes, "k")).toThrow(UnreadableError);
      }),
    );
    expect(() => openEnvelope(Buffer.from("<Error><Code>InternalError</Code></Error>\n"), "k")).toThrow(
      UnreadableError,
    );
  });

  it("is refused as the object of another key", () => {
    expect(() => openEnvelope(content, "other")).toThrow("must be that of other (got k)");
  });

  it("is read without a checksum if an older version wrote it", () => {
    const old = Buffer.from(`${JSON.stringify(head)}\n<Response/>`);
    expect(openEnvelope(old, "k")).toMatchObject({ head });
  });
});
