import { decode, encode, ExtData } from "@msgpack/msgpack";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeValue, encodeValue } from "../../../provider/plugin/codec";
import type { CtyType } from "../../../provider/plugin/schema";
import { conform } from "../../../provider/plugin/state-json";
import { isWhollyKnown, UNKNOWN } from "../../../provider/plugin/values";
import type { Value } from "../../../provider/plugin/values";

/** All keys except the one that the decoder refuses. */
const keys = fc.string().filter((key) => key !== "__proto__");

/** A type with a value, slightly nested. */
const typed: fc.Arbitrary<readonly [CtyType, Value]> = fc.letrec<{ pair: readonly [CtyType, Value] }>((tie) => {
  const leaf = (type: CtyType, value: fc.Arbitrary<Value>) => value.map((some) => [type, some] as const);
  const number = fc.oneof(
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => n + 0),
  );
  return {
    pair: fc.oneof(
      { maxDepth: 3 },
      leaf("string", fc.string({ unit: "grapheme" })),
      leaf("number", number),
      leaf("bool", fc.boolean()),
      leaf("string", fc.constantFrom(null, UNKNOWN)),
      leaf(["map", "string"], fc.dictionary(keys, fc.string())),
      leaf(["set", "number"], fc.uniqueArray(fc.integer())),
      fc.dictionary(keys.filter(Boolean), tie("pair")).map((members) => {
        const entries = Object.entries(members);
        const types = Object.fromEntries(entries.map(([name, [type]]) => [name, type]));
        return [["object", types], Object.fromEntries(entries.map(([name, [, value]]) => [name, value]))] as const;
      }),
      fc
        .array(tie("pair"))
        .map((pairs) => [["tuple", pairs.map(([type]) => type)], pairs.map(([, value]) => value)] as const),
    ),
  };
}).pair;

/** For large values of texts. The comparison by `toEqual` takes longer than the rest of their tests. */
const expectSame = (value: unknown, expected: unknown): void =>
  expect(JSON.stringify(value) === JSON.stringify(expected)).toBe(true);

describe("values on the wire", () => {
  it("are read back unchanged, unknown ones too", () => {
    fc.assert(
      fc.property(typed, ([type, value]) => {
        expect(decodeValue(encodeValue(value, type), type)).toEqual(value);
      }),
    );
  });

  it("are read by another implementation as they were written", () => {
    const unknown = new ExtData(0, Buffer.alloc(1));
    const plain = (value: unknown): unknown => {
      if (value === UNKNOWN) return unknown;
      if (Array.isArray(value)) return value.map(plain);
      if (value === null || typeof value !== "object") return value;
      return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, plain(member)]));
    };
    fc.assert(
      fc.property(typed, ([type, value]) => {
        expect(decode(Buffer.from(encodeValue(value, type)))).toEqual(plain(value));
      }),
    );
  });

  it("are read as another implementation wrote them", () => {
    fc.assert(
      fc.property(typed, ([type, value]) => {
        fc.pre(isWhollyKnown(value));
        expect(decodeValue(encode(value), type)).toEqual(value);
      }),
    );
  });

  it.each([
    ...[0, 127, 128, 255, 256, 65_535, 65_536, 2 ** 32 - 1, 2 ** 32, Number.MAX_SAFE_INTEGER, 1e300, 0.1, -0.5],
    ...[-1, -32, -33, -128, -129, -32_768, -32_769, -(2 ** 31), -(2 ** 31) - 1, Number.MIN_SAFE_INTEGER],
  ])("have the number %d in every form", (number) => {
    expect(decodeValue(encode(number), "number")).toBe(number);
    expect(decode(encodeValue(number, "number"))).toBe(number);
    const single = Math.fround(number);
    expect(decodeValue(encode(single, { forceFloat32: true }), "number")).toBe(single);
  });

  it.each([0, 15, 16, 31, 32, 255, 256, 65_535, 65_536])("have texts, lists and maps of the length %d", (length) => {
    const text = "x".repeat(length);
    expect(decodeValue(encode(text), "string")).toBe(text);
    expect(decode(encodeValue(text, "string"))).toBe(text);
    const list = Array<string>(length).fill("é");
    expectSame(decodeValue(encode(list), ["list", "string"]), list);
    expectSame(decode(encodeValue(list, ["list", "string"])), list);
    const map = Object.fromEntries(list.map((value, index) => [`k${index}`, value]));
    expectSame(decodeValue(encode(map), ["map", "string"]), map);
    expectSame(decode(encodeValue(map, ["map", "string"])), map);
  });

  it("have exactly the members of their type, for any other members", () => {
    const others = {
      text: "x",
      list: [[1], { a: [true] }],
      bytes: new Uint8Array(300),
      ext: new ExtData(5, new Uint8Array(7)),
    };
    const bytes = encode({ ...others, kept: "k", nothing: null });
    expect(decodeValue(bytes, ["object", { added: "number", kept: "string" }])).toEqual({ added: null, kept: "k" });
  });

  it("are refused unless they are one complete value of the type", () => {
    const type: CtyType = ["object", { a: "string", b: ["list", "number"] }];
    const whole = encode({ a: "text", b: [1, 300, 1.5] });
    for (let end = 0; end < whole.length; end++) {
      expect(() => decodeValue(whole.subarray(0, end), type)).toThrow("MessagePack must be whole");
    }
    expect(() => decodeValue(Buffer.concat([whole, Buffer.from([0xc0])]), type)).toThrow(
      "MessagePack must be one value",
    );
    expect(() => decodeValue(encode(["x"]), ["map", "string"])).toThrow("MessagePack must be a map");
    expect(() => decodeValue(encode(1), "string")).toThrow("MessagePack must be a text");
  });

  it("are refused with a key that would change an object's prototype", () => {
    const bytes = encodeValue(JSON.parse('{"__proto__":"x"}'), ["map", "string"]);
    expect(() => decodeValue(bytes, ["map", "string"])).toThrow("__proto__");
  });

  it("write an unknown value as Terraform does", () => {
    expect([...encodeValue(UNKNOWN, "string")]).toEqual([0xd4, 0, 0]);
  });

  it("read a refined unknown value, and numbers that come as text", () => {
    expect(decodeValue(encode(new ExtData(12, new Uint8Array([0x80]))), "string")).toBe(UNKNOWN);
    expect(decodeValue(encode("1e3"), "number")).toBe(1000);
  });

  it("include the type of a dynamic value", () => {
    const value = { list: [1, "two", true], nothing: null };
    const bytes = encodeValue(value, "dynamic");
    const [type] = decode(bytes) as [Uint8Array];
    expect(JSON.parse(Buffer.from(type).toString())).toEqual([
      "object",
      { list: ["tuple", ["number", "string", "bool"]], nothing: "dynamic" },
    ]);
    expect(decodeValue(bytes, "dynamic")).toEqual(value);
  });

  it.each<[unknown, CtyType, string]>([
    [1, "string", "value must be a string (got number)"],
    [{ a: { b: "secret" } }, ["object", { a: ["object", { b: "number" }] }], "a.b must be a number (got string)"],
    [{ a: 1 }, ["object", {}], "a is not in the schema"],
    [["x"], ["map", "string"], "value must be a map (got a list)"],
  ])("name the path of a mismatch, not the value: %j", (value, type, message) => {
    expect(() => encodeValue(value, type)).toThrow(message);
  });
});

it("converts saved state to the current schema", () => {
  const type: CtyType = ["object", { kept: "string", added: "number", list: ["list", ["object", { a: "string" }]] }];
  expect(conform({ kept: "k", dropped: true, list: [{ a: "x", b: "y" }] }, type)).toEqual({
    kept: "k",
    added: null,
    list: [{ a: "x" }],
  });
});
