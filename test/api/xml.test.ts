import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { buildXml, childOf, childrenOf, parseXml, textOf, textsOf, XmlError } from "../../api/xml";
import { anyCharacter } from "../support/any-character";

describe("building XML", () => {
  it("keeps the order, repeats lists, omits undefined members and escapes text", () => {
    const xml = buildXml("Request", {
      Name: "a<b&c>",
      Empty: "",
      Missing: undefined,
      Id: ["t1", "t2"],
      Nested: { On: true, Size: 3 },
    });
    expect(xml).toBe(
      "<Request><Name>a&lt;b&amp;c&gt;</Name><Empty/><Id>t1</Id><Id>t2</Id><Nested><On>true</On><Size>3</Size></Nested></Request>",
    );
  });

  it.each(["a b", "1a", "a>", "", "a/b", "x:y"])("refuses the element name %j", (name) => {
    expect(() => buildXml("Request", { [name]: "v" })).toThrow(XmlError);
  });

  it("refuses characters that XML cannot hold, without repeating the text", () => {
    expect(() => buildXml("Url", "secret\u0000")).toThrow(
      new XmlError("XML cannot hold a control character (in <Url>)"),
    );
    expect(() => buildXml("Url", "\ud800")).toThrow(XmlError);
  });

  it("reads back any text that it has written", () => {
    const text = fc
      .string({ unit: anyCharacter })
      .filter((value) => !/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.test(value));
    fc.assert(
      fc.property(text, (value) => {
        expect(textOf(parseXml(buildXml("R", { V: value }), "R"), "V")).toBe(value);
      }),
    );
  });
});

describe("parsing XML", () => {
  it("forces lists, keeps text unchanged and reads references", () => {
    const parsed = parseXml(
      '<?xml version="1.0"?>\n<R>\n  <Q><Id>007</Id></Q>\n  <X>one</X><Key> a &#38; &lt;b&gt; &#x4e2d; &#0169; </Key><E/>\n</R>',
      "R",
      ["Q", "X"],
    );
    expect(parsed).toEqual({ Q: [{ Id: "007" }], X: ["one"], Key: " a & <b> 中 © ", E: "" });
    expect(childrenOf(parsed, "Q")).toHaveLength(1);
    expect(textsOf(parsed, "X")).toEqual(["one"]);
    expect(childOf(parsed, "E")).toEqual({});
  });

  it.each([
    ["a document that was cut off", "<R><A>1</A>"],
    ["crossed tags", "<R><A></R></A>"],
    ["another root", "<Error/>"],
    ["two roots", "<R/><R/>"],
    ["a DOCTYPE", '<!DOCTYPE R [<!ENTITY a "b">]><R>&a;</R>'],
    ["no XML", "hello"],
    ["a reference to an entity that is not declared", "<R>&copy;</R>"],
    ["a name that only looks alike at its end", "<R><A></A\u3000></R>"],
    ["a name with a mark that the parser takes for a blank", "<R><A\ufeff/></R>"],
    ["two hyphens in a comment", "<R><!-- a -- b --></R>"],
    ["a damaged declaration", "<?xml garbage ?><R/>"],
    ["an undefined entity in an attribute", '<R a="&undefined;"/>'],
    ["a reference to no character", "<R>&#x110000;</R>"],
    ["deep nesting", `<R>${"<a>".repeat(200)}${"</a>".repeat(200)}</R>`],
  ])("refuses %s", (_case, text) => {
    expect(() => parseXml(text, "R")).toThrow(XmlError);
  });

  it("either returns a value or throws its own error, for any text", () => {
    const noise = fc.array(
      fc.constantFrom("<", ">", "/", "R", "a", "&", ";", "#", "x1", '"', "=", " ", "!", "[", "]", "-", "?"),
    );
    fc.assert(
      fc.property(noise, fc.boolean(), (parts, wrapped) => {
        const text = wrapped ? `<R>${parts.join("")}</R>` : parts.join("");
        try {
          parseXml(text, "R");
        } catch (error) {
          expect(error).toBeInstanceOf(XmlError);
        }
      }),
      { numRuns: 500 },
    );
  });
});
