import { isUtf8 } from "node:buffer";
import { describe, expect, it } from "vitest";
import { readXml } from "../../api/xml-reader";
import { CallbackParseError, parseCallback } from "../../handler";
import { readByLibxml2, readByUs } from "../support/xml-trees";
import { conformanceCases } from "./conformance";

const cases = conformanceCases().map((one) => ({ ...one, isRead: isRead(one.bytes) }));

/** Accepted as one document, from bytes as a callback is. */
function isRead(bytes: Buffer): boolean {
  try {
    return isUtf8(bytes) && readXml(bytes.toString("utf8")).roots.length === 1;
  } catch {
    return false;
  }
}

describe("the W3C's conformance suite", () => {
  it("has as many documents without DOCTYPE as were read when this was written", () => {
    expect(cases.filter(({ isWellFormed }) => !isWellFormed)).toHaveLength(296);
    expect(cases.filter(({ isWellFormed }) => isWellFormed)).toHaveLength(75);
  });

  it("has all its malformed documents refused but two, whose declaration names an encoding that is not theirs", () => {
    const accepted = cases.filter(({ isWellFormed, isRead }) => !isWellFormed && isRead);
    expect(accepted.map(({ id }) => id)).toEqual(["rmt-e2e-61", "hst-lhs-007"]);
  });

  it("has all its well-formed documents read, if they are UTF-8", () => {
    const refused = cases.filter(({ isWellFormed, isRead }) => isWellFormed && !isRead);
    expect(refused.map(({ id }) => id)).toEqual(["utf16b", "utf16l"]);
  });

  it("has the elements and texts that libxml2 reads in its well-formed documents", async () => {
    for (const { id, bytes } of cases.filter(({ isWellFormed, isRead }) => isWellFormed && isRead)) {
      const xml = bytes.toString("utf8").replaceAll(":", "_"); // to libxml2, a colon is always one of namespaces
      expect([id, readByUs(xml)]).toEqual([id, await readByLibxml2(xml)]);
    }
  });

  it("never gives an event or another error than that of a callback that cannot be read", () => {
    for (const { id, bytes } of cases) {
      expect(() => parseCallback(bytes), id).toThrow(CallbackParseError);
    }
  });
});
