import { describe, expect, it } from "vitest";
import type { Job, JobsEvent } from "../../../handler";
import { CallbackParseError, CallbackTooLargeError, parseCallback } from "../../../handler";
import { jobBody, SEED } from "../support";

function onlyJob(body: string | Uint8Array): Job {
  const event = parseCallback(body);
  expect(event.type).toBe("jobs");
  expect((event as JobsEvent).jobs).toHaveLength(1);
  return (event as JobsEvent).jobs[0]!;
}

function xmlJob(operation: string, over: Record<string, string> = {}): string {
  const fields = { JobId: "j1", State: "Success", Tag: "SplitVideoParts", Code: "Success", ...over };
  const leaves = Object.entries(fields).map(([name, value]) => `<${name}>${value}</${name}>`);
  return `<Response><EventName>TaskFinish</EventName><JobsDetail>${leaves.join("")}<Operation>${operation}</Operation></JobsDetail></Response>`;
}

describe("JSON with syntax errors", () => {
  it("keeps text that looks like a trailing comma", () => {
    const body = jobBody("j1", { Operation: { UserData: 'a",] ,} \\' } }).replace(/\}\]\}$/, "},]}");
    expect(onlyJob(body).userData).toBe('a",] ,} \\');
  });

  it.each(["[,]", "{,}", "[1,,]", '{"a":,}', "[1;,]"])("does not repair %s", (value) => {
    expect(() => parseCallback(jobBody("j1").replace("{}", value))).toThrow("not well-formed");
  });
});

describe("refused bodies", () => {
  const wellFormed = SEED.xml;

  it.each([
    ["nothing", "", "nothing"],
    ["blanks", " \n\t ", "nothing"],
    ["plain text", "hello", "neither"],
    ["a JSON array", "[]", "neither"],
    ["a JSON string", '"hello"', "neither"],
    ["an empty object", "{}", "EventName"],
    ["another object", '{"hello":"world"}', "EventName"],
    ["an HTML page", "<html><body>502</body></html>", "root <Response> (got <html>)"],
    ["two roots", `${wellFormed}<Response/>`, "root <Response> (got <Response> and <Response>)"],
    ["an empty root", "<Response/>", "EventName"],
    ["text after the end", `${wellFormed}x`, "outside the root"],
    ["JSON after the end", `${SEED.json}{}`, "not well-formed"],
    ["crossed tags", "<Response><a><b></a></b></Response>", "does not match"],
    ["a lone closing tag", `</Response>${wellFormed}`, "does not match"],
    ["a DOCTYPE", `<!DOCTYPE a>${wellFormed}`, "DOCTYPE"],
    ["a DOCTYPE in lower case", `<!doctype a>${wellFormed}`, "DOCTYPE"],
    [
      "a DOCTYPE behind a comment",
      `<?xml version="1.0"?><!-- a --><!DOCTYPE a [<!ENTITY b "c">]>${wellFormed}`,
      "DOCTYPE",
    ],
    ["a processing instruction without end", `<Response><?php x></Response>`, "processing instruction is not closed"],
    ["a declaration that is not at the beginning", ` <?xml version="1.0"?>${wellFormed}`, "processing instruction"],
    ["a damaged declaration", `<?xml garbage ?>${wellFormed}`, "declaration is damaged"],
    ["two hyphens in a comment", "<Response><!-- a -- b --></Response>", 'must not hold "--"'],
    ["the end of a CDATA section in text", "<Response><a>a]]>b</a></Response>", 'must not hold "]]>"'],
    ["a closing tag with another blank", "<Response><a></a\u3000></Response>", "does not match"],
    ["an undefined entity in an attribute", '<Response a="&undefined;"/>', "character reference"],
    ["a damaged tag", "<Response><a =></a></Response>", "damaged"],
    ["a bare attribute", "<Response><a b></a></Response>", "damaged"],
    ["an attribute without quotes", "<Response><a b=c></a></Response>", "damaged"],
    ["a repeated attribute", `<Response><a b="1" b="2"/></Response>`, "repeated"],
    ["a tag without a name", "<Response>< a/></Response>", "no valid name"],
    ["a job with two states", wellFormed.replace("<State>", "<State>Failed</State><State>"), "(got 2 values)"],
    ["a tag with fields", jobBody("j1", { Tag: { a: "b" } }), "(got further fields)"],
  ])("refuses %s", (_, body, reason) => {
    expect(() => parseCallback(body)).toThrow(CallbackParseError);
    expect(() => parseCallback(body)).toThrow(reason);
  });

  it("refuses bytes that are not UTF-8, half characters and NUL", () => {
    const bytes = Buffer.from(wellFormed);
    bytes[bytes.indexOf("test.mp4")] = 0xff;
    expect(() => parseCallback(bytes)).toThrow("not valid UTF-8");
    expect(() => parseCallback(wellFormed.replace("test", "\ud800"))).toThrow("not valid UTF-8");
    expect(() => parseCallback(wellFormed.replace("test", "\0"))).toThrow("forbids");
    expect(() => parseCallback(wellFormed.replace("test", "\u0001"))).toThrow("forbids");
    expect(() => parseCallback(jobBody("j1\u0000"))).toThrow("NUL or a lone surrogate");
    expect(() => parseCallback(jobBody("j1", { Operation: { a: "\ud800" } }))).toThrow("NUL or a lone surrogate");
    expect(onlyJob(jobBody("😀\\u0000").replace("😀", "\\ud83d\\ude00")).jobId).toBe("😀\\u0000");
  });

  it("refuses nesting beyond 64 levels in either format, and accepts 64", () => {
    const xml = (depth: number) => xmlJob("<a>".repeat(depth) + "</a>".repeat(depth));
    const json = (depth: number) => jobBody("j1").replace("{}", '{"a":'.repeat(depth) + '""' + "}".repeat(depth));

    for (const body of [xml(61), json(61)]) expect(() => parseCallback(body)).not.toThrow();
    // An escape causes a check of characters, which walks the nested body.
    const walked = jobBody("😀")
      .replace("😀", "\\ud83d\\ude00")
      .replace("{}", "[".repeat(8000) + "]".repeat(8000));
    for (const body of [xml(62), xml(10_000), json(63), json(100_000), walked]) {
      expect(() => parseCallback(body)).toThrow("nest at most 64 deep");
    }
  });

  it("refuses floods of attributes and of references", () => {
    const attributes = Array.from({ length: 257 }, (_, i) => ` a${i}="1"`).join("");
    expect(() => parseCallback(xmlJob(`<a${attributes}/>`))).toThrow("more than 256 attributes");
    expect(() => parseCallback(xmlJob(`<a>${"&lt;".repeat(100_001)}</a>`))).toThrow("too many character references");
  });

  it("refuses floods of elements, of different names, and an endless name", () => {
    expect(() => parseCallback(xmlJob("<a/>".repeat(5_000)))).toThrow("too many elements");
    expect(() => parseCallback(xmlJob("<Polygon><X>1</X><Y>2</Y></Polygon>".repeat(5_000)))).not.toThrow();
    const names = Array.from({ length: 2_001 }, (_, i) => `<a${i}>long enough</a${i}>`).join("");
    expect(() => parseCallback(xmlJob(names))).toThrow("more than 2000 element names");
    expect(() => parseCallback(xmlJob(`<${"a".repeat(257)}/>`))).toThrow("longer than 256 characters");
  });

  it("refuses a body over the limit without reading it, and accepts one of exactly the limit", () => {
    const bytes = Buffer.byteLength(wellFormed);
    expect(() => parseCallback(wellFormed, {}, { maxBytes: bytes })).not.toThrow();
    expect(() => parseCallback(wellFormed, {}, { maxBytes: bytes - 1 })).toThrow(CallbackTooLargeError);
    expect(() => parseCallback("中".repeat(400_000))).toThrow("at most 1048576 bytes (got 1200000)");
  });
});
