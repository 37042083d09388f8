/** Ranges of objects, with the answers of RFC 9110 and the vendor's page of GetObject. */
import { expect, it } from "vitest";
import fc from "fast-check";
import { rangeReply } from "../../local/http/range";
import { BUCKET, clientOf, HOSTS, startCloud } from "../local/support";

const BODY = Buffer.from("0123456789");
const PROPERTIES = { etag: '"e"' };

// https://www.rfc-editor.org/rfc/rfc9110#name-byte-ranges has the forms
it.each([
  ["bytes=0-4", 206, "01234", "bytes 0-4/10"],
  ["bytes=5-", 206, "56789", "bytes 5-9/10"],
  ["bytes=-3", 206, "789", "bytes 7-9/10"],
  ["bytes=-30", 206, "0123456789", "bytes 0-9/10"],
  ["bytes=8-100", 206, "89", "bytes 8-9/10"],
  ["bytes=9-9", 206, "9", "bytes 9-9/10"],
  ["bytes=4-2", 200, "0123456789", undefined],
  ["bytes=0-1,3-4", 200, "0123456789", undefined],
  ["lines=0-1", 200, "0123456789", undefined],
  ["bytes=-", 200, "0123456789", undefined],
])("a request for %s is answered with %d", (range, status, text, contentRange) => {
  const reply = rangeReply({ range }, BODY, PROPERTIES);
  expect(reply?.status).toBe(status);
  expect(String(reply?.body)).toBe(text);
  expect(reply?.headers?.["content-range"]).toBe(contentRange);
});

it.each(["bytes=10-", "bytes=10-20", "bytes=-0"])("no byte of an object of ten is in %s", (range) => {
  expect(rangeReply({ range }, BODY, PROPERTIES)).toBeUndefined();
});

it("a range of another version of the object is ignored", () => {
  const status = (etag: string) => rangeReply({ range: "bytes=0-1", "if-range": etag }, BODY, PROPERTIES)?.status;
  expect([status('"e"'), status('"f"')]).toEqual([206, 200]);
});

it("consecutive ranges are the object, whatever their length", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 40 }), fc.integer({ min: 1, max: 9 }), (body, length) => {
      const parts: Uint8Array[] = [];
      for (let first = 0; first < body.length; first += length) {
        const reply = rangeReply({ range: `bytes=${first}-${first + length - 1}` }, body, PROPERTIES)!;
        parts.push(reply.body as Uint8Array);
      }
      expect(Buffer.concat(parts)).toEqual(Buffer.from(body));
    }),
  );
});

// https://cloud.tencent.com/document/product/436/7753 and its error code InvalidRange
it("COS gives a part of an object, and refuses a part beyond its end", async () => {
  const cloud = await startCloud();
  cloud.putObject(BUCKET, "film", BODY);
  const get = (range: string) => {
    return clientOf(cloud).request({ method: "GET", host: HOSTS.cos, path: "/film", headers: { range } });
  };
  const { status, body, headers } = await get("bytes=2-3");
  expect([status, String(body), headers["content-range"]]).toEqual([206, "23", "bytes 2-3/10"]);
  await expect(get("bytes=10-")).rejects.toMatchObject({ status: 416, code: "InvalidRange" });
});
