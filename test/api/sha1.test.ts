import * as crypto from "node:crypto";
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import type * as Sha1 from "../../api/sha1";
import { anyCharacter } from "../support/any-character";

describe.each(["with crypto.hash", "without crypto.hash, as before Node 20.12"])("%s", (runtime) => {
  const load = async (): Promise<typeof Sha1> => {
    vi.resetModules();
    vi.doMock("node:crypto", () => (runtime.startsWith("without") ? { ...crypto, hash: undefined } : crypto));
    return import("../../api/sha1.js");
  };

  it("hashes any text as node:crypto does", async () => {
    const { sha1 } = await load();
    fc.assert(
      fc.property(fc.string({ unit: anyCharacter, maxLength: 300 }), (text) => {
        expect(sha1(text)).toBe(crypto.createHash("sha1").update(text).digest("hex"));
      }),
    );
  });

  it("signs any text with any key as node:crypto does, one after the other", async () => {
    const { signer } = await load();
    const text = fc.string({ unit: anyCharacter, maxLength: 300 });
    fc.assert(
      fc.property(text, fc.array(text), (key, texts) => {
        const sign = signer(key);
        const expected = texts.map((text) => crypto.createHmac("sha1", key).update(text).digest("hex"));
        expect(texts.map(sign)).toEqual(expected);
      }),
    );
  });
});
