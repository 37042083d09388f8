import { isUtf8 } from "node:buffer";
import { describe, expect, it } from "vitest";
import { readXml } from "../../api/xml-reader";
import { CallbackParseError, parseCallback } from "../../handler";
import { readByLibxml2, readByUs } from "../support/xml-trees";
import { conformanceCases } from "./conformance";

const cases = conformanceCases().map((document) => ({ ...document, isRead: isRead(document.bytes) }));

/** Accepted as one document, from bytes like a callback. */
function isRead(bytes: Buffer): boolean {
  try {
    return isUtf8(bytes) && readXml(bytes.toString("utf8")).roots.length === 1;
  } catch {
    return false;
  }
}

describe("the W3C's conformance suite", () => {
  it("has the expected number of documents without DOCTYPE", () => {
    expect(cases.filter(({ isWellFormed }) => !isWellFormed)).toHaveLength(296);
    expect(cases.filter(({ isWellFormed }) => isWellFormed)).toHaveLength(75);
  });

  it("has all its malformed documents refused except two, which declare another encoding than their own", () => {
    const accepted = cases.filter(({ isWellFormed, isRead }) => !isWellFormed && isRead);
    expect(accepted.map(({ id }) => id)).toEqual(["rmt-e2e-61", "hst-lhs-007"]);
  });

  it("has all its well-formed UTF-8 documents read", () => {
    const refused = cases.filter(({ isWellFormed, isRead }) => isWellFormed && !isRead);
    expect(refused.map(({ id }) => id)).toEqual(["utf16b", "utf16l"]);
  });

  it("has the elements and texts that libxml2 reads in its well-formed documents", async () => {
    for (const { id, bytes } of cases.filter(({ isWellFormed, isRead }) => isWellFormed && isRead)) {
      const xml = bytes.toString("utf8").replaceAll(":", "_"); // libxml2 treats every colon as one of namespaces
      expect([id, readByUs(xml)]).toEqual([id, await readByLibxml2(xml)]);
    }
  });

  it("has all its documents refused as callbacks with a CallbackParseError", () => {
    for (const { id, bytes } of cases) {
      expect(() => parseCallback(bytes), id).toThrow(CallbackParseError);
    }
  });
});
