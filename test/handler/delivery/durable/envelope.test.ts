import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openEnvelope, packEnvelope } from "../../../../handler/delivery/durable/envelope";

const head = { key: "k", source: "callback", receivedAt: 1, headers: { "content-type": "application/xml" } } as const;

describe("an envelope", () => {
  it("gives back any body byte by byte", () => {
    fc.assert(
      fc.property(fc.uint8Array(), (body) => {
        const opened = openEnvelope(packEnvelope({ head, body }), "k");
        expect(opened.head).toEqual(head);
        expect(Buffer.from(opened.body).equals(body)).toBe(true);
      }),
    );
  });

  it("takes whatever is no envelope for a body, and never throws", () => {
    fc.assert(
      fc.property(fc.uint8Array(), (content) => {
        const { head, body } = openEnvelope(content, "key");
        expect(head.key).toBe("key");
        expect(Buffer.from(body).equals(content)).toBe(true);
      }),
    );
  });

  it("believes the object's name, not what it holds", () => {
    expect(openEnvelope(packEnvelope({ head, body: new Uint8Array() }), "other").head.key).toBe("other");
  });
});
