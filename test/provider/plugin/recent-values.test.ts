import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeValue, encodeValue } from "../../../provider/plugin/codec";
import { createLogger, Redactor } from "../../../provider/plugin/log";
import { blockType } from "../../../provider/plugin/schema";
import type { Attribute, Schema } from "../../../provider/plugin/schema";
import { conform } from "../../../provider/plugin/state-json";
import { Translator } from "../../../provider/plugin/translate";
import type { ObjectValue, Value } from "../../../provider/plugin/values";
import { MEDIA_QUEUE } from "../../../provider/schema/media-queue";

const text = fc.oneof(fc.constant(null), fc.string({ unit: "grapheme" }));
const saved = fc.record({ name: text, url: text, size: fc.oneof(fc.constant(null), fc.integer()) });

function schemaOf(attributes: Readonly<Record<string, Attribute>>): Schema {
  return { version: 0, block: { attributes } };
}

function translator(redactor = new Redactor()): Translator {
  return new Translator(
    redactor,
    createLogger("test", redactor, () => undefined),
  );
}

const SCHEMA = schemaOf({
  url: { type: "string", optional: true, sensitive: true },
  name: { type: "string", optional: true },
  size: { type: "number", optional: true },
});

describe("values of recent messages", () => {
  it("equal their decoded bytes, for any order of messages", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(saved, fc.boolean())), (states) => {
        const t = translator();
        for (const [state, isSaved] of states) {
          const type = blockType(SCHEMA.block);
          const bytes = isSaved ? t.writeSaved(state, SCHEMA).msgpack! : encodeValue(state, type);
          expect(t.read({ msgpack: bytes }, SCHEMA)).toEqual(decodeValue(bytes, type));
        }
      }),
    );
  });

  it("are decoded again with another schema", () => {
    const t = translator();
    const bytes = encodeValue({ a: "5" }, ["object", { a: "string" }]);
    expect(t.read({ msgpack: bytes }, schemaOf({ a: { type: "string" } }))).toEqual({ a: "5" });
    expect(t.read({ msgpack: bytes }, schemaOf({ a: { type: "number" } }))).toEqual({ a: 5 });
  });

  it("are dropped after some hundred others", () => {
    const t = translator();
    const bytesOf = (name: string) => encodeValue({ name, url: null, size: null }, blockType(SCHEMA.block));
    const first = t.read({ msgpack: bytesOf("first") }, SCHEMA);
    expect(t.read({ msgpack: bytesOf("first") }, SCHEMA)).toBe(first);
    for (let n = 0; n < 1_000; n++) t.read({ msgpack: bytesOf(`${n}`) }, SCHEMA);
    expect(t.read({ msgpack: bytesOf("first") }, SCHEMA)).not.toBe(first);
  });

  it("have their secrets redacted from logs once they are written", () => {
    const redactor = new Redactor();
    translator(redactor).writeSaved({ url: "https://example.com/s3cret-path", name: null, size: null }, SCHEMA);
    expect(redactor.redact("got https://example.com/s3cret-path")).not.toContain("s3cret-path");
  });
});

describe("the members of a written object", () => {
  // cty writes the attributes of an object in the order of their names; equal bytes need no decoding.
  it("are in Terraform's order at every depth", () => {
    const state = conform({ bucket: "b", notify_config: { url: "u" } }, blockType(MEDIA_QUEUE.block));
    const names: string[][] = [];
    const collect = (value: Value): void => {
      if (value === null || typeof value !== "object" || Array.isArray(value)) return;
      names.push(Object.keys(value));
      Object.values(value as ObjectValue).forEach(collect);
    };
    collect(decodeValue(encodeValue(state, blockType(MEDIA_QUEUE.block)), blockType(MEDIA_QUEUE.block)));
    expect(names.length).toBeGreaterThan(1);
    for (const list of names) expect(list).toEqual([...list].sort());
  });
});
