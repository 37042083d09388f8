/** The codec of messages, compared with protobufjs. */
import fc from "fast-check";
import { parse } from "protobufjs";
import { describe, expect, it } from "vitest";
import { Protobuf } from "../../../provider/plugin/protobuf";
import type { Fields } from "../../../provider/plugin/protobuf";

const DEFINITIONS: Readonly<Record<string, Fields>> = {
  Inner: { text: [1, "string"], flag: [2, "bool"] },
  Outer: {
    text: [1, "string"],
    data: [2, "bytes"],
    flag: [3, "bool"],
    count: [4, "int32"],
    inner: [5, "Inner"],
    list: [6, { repeated: "Inner" }],
    map: [1000, { map: "Inner" }],
  },
  /** Outer with fewer fields. */
  Older: { count: [4, "int32"], list: [6, { repeated: "Inner" }] },
  Choice: { text: [1, "string"], count: [2, "int32"] },
};
const messages = new Protobuf(DEFINITIONS, { Choice: ["text", "count"] });

const judge = parse(`
  syntax = "proto3";
  message Inner { string text = 1; bool flag = 2; }
  message Outer {
    string text = 1; bytes data = 2; bool flag = 3; int32 count = 4; Inner inner = 5; repeated Inner list = 6;
    map<string, Inner> map = 1000;
    double unknown = 7; fixed32 other = 8; sint64 negative = 9;
  }
`).root;
const outer = judge.lookupType("Outer");

const text = fc.string({ unit: "grapheme" });
const inner = fc.record({ text, flag: fc.boolean() });
const data = fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes));
const message = fc.record(
  {
    ...{ text, data, flag: fc.boolean(), count: fc.nat(), inner, list: fc.array(inner, { maxLength: 4 }) },
    map: fc.dictionary(
      text.filter((key) => key !== "__proto__"),
      inner,
      { noNullPrototype: true, maxKeys: 4 },
    ),
  },
  { requiredKeys: [], noNullPrototype: true },
);

const ZERO = { text: "", data: Buffer.alloc(0), flag: false, count: 0, inner: undefined, list: [], map: {} };

describe("messages", () => {
  it("are read by another implementation as they were written", () => {
    fc.assert(
      fc.property(message, (value) => {
        const read = outer.toObject(outer.decode(messages.encode("Outer", value)), { defaults: true });
        expect(read).toMatchObject({ ...ZERO, ...value, inner: value.inner ?? null });
      }),
    );
  });

  it("are read as another implementation wrote them, without the fields that are not known", () => {
    fc.assert(
      fc.property(message, (value) => {
        const fields = { ...value, unknown: 1.5, other: 7, negative: -3 };
        const bytes = Buffer.from(outer.encode(outer.fromObject(fields)).finish());
        expect(messages.decode("Outer", bytes)).toEqual({ ...ZERO, ...value });
        const { count = 0, list = [] } = value;
        expect(messages.decode("Older", bytes)).toEqual({ count, list });
      }),
    );
  });

  it("omit zero values, except the set member of a oneof", () => {
    expect(messages.encode("Outer", { ...ZERO, inner: null })).toHaveLength(0);
    expect([...messages.encode("Outer", { inner: {} })]).toEqual([0x2a, 0]);
    expect([...messages.encode("Choice", { count: 0 })]).toEqual([0x10, 0]);
  });

  it("keep __proto__ as a key of a map", () => {
    const bytes = messages.encode("Outer", { map: JSON.parse('{"__proto__":{"text":"x"}}') as object });
    const { map } = messages.decode("Outer", bytes) as { map: object };
    expect(Object.entries(map)).toEqual([["__proto__", { text: "x", flag: false }]]);
  });

  it("are refused if they are truncated", () => {
    const whole = messages.encode("Outer", { text: "text", data: Buffer.alloc(300), inner: { text: "inner" } });
    const ends = Array.from({ length: whole.length }, (_, end) => end);
    const refused = ends.filter((end) => {
      try {
        messages.decode("Outer", whole.subarray(0, end));
        return false;
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError);
        return true;
      }
    });
    // All but the ends of fields: 0, after text, and after data.
    expect(refused).toHaveLength(ends.length - 3);
  });

  it("cause no other error, for any bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        try {
          messages.decode("Outer", Buffer.from(bytes));
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
