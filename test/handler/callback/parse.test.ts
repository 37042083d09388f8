import { deepStrictEqual } from "node:assert";
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

describe("the documented examples", () => {
  it("reads the XML one, byte for byte", () => {
    const job = onlyJob(SEED.xml);

    expect(job).toMatchObject({
      jobId: "j96ca39faebe411eda9b5*********",
      tag: "SplitVideoParts",
      state: "Success",
      code: "Success",
      message: "",
      queueId: "p5f30ea2dad4443a08d53c6e2351ca31e",
      createdAt: new Date("2023-05-06T08:04:13Z"),
      startedAt: new Date("2023-05-06T08:04:14Z"),
      endedAt: new Date("2023-05-06T08:04:41Z"),
      input: { bucketId: "testpic-1253960454", object: "test.mp4", region: "ap-chongqing", cosHeaders: [] },
      operation: { JobLevel: "0", SplitVideoParts: { Mode: "SHOTDETECT" } },
    });
    expect(job.workflow).toBeUndefined();
    const { SplitVideoInfoResult } = job.operation as { SplitVideoInfoResult: { TimeInfo: unknown[] } };
    expect(SplitVideoInfoResult.TimeInfo).toHaveLength(10);
    expect(SplitVideoInfoResult.TimeInfo[9]).toEqual({ Index: "9", PartBegin: "134.600006", PartEnd: "137.479996" });
  });

  it("reads the JSON one, byte for byte, although it has a trailing comma", () => {
    expect(() => JSON.parse(SEED.json) as unknown).toThrow(SyntaxError);

    const job = onlyJob(SEED.json);

    expect(job.jobId).toBe("j0d7759e6ed6d11edb28***********");
    expect(job.createdAt).toEqual(new Date("2023-05-08T06:53:35Z"));
    expect(job.operation).toEqual(onlyJob(SEED.xml).operation);
  });

  it("gives deeply equal events for both, once ids and times are the same", () => {
    const job = onlyJob(SEED.xml);
    const json = SEED.json
      .replace("j0d7759e6ed6d11edb28***********", job.jobId)
      .replace("p5f30ea2dad4443a08d5*********", job.queueId!)
      .replace("2023-05-08T14:53:35+0800", "2023-05-06T16:04:13+0800")
      .replace("2023-05-08T14:53:36+0800", "2023-05-06T16:04:14+0800")
      .replace("2023-05-08T14:54:01+0800", "2023-05-06T16:04:41+0800");

    expect(parseCallback(json)).toStrictEqual(parseCallback(SEED.xml));
  });

  it.each(Object.entries(SEED))(
    "reads the %s one from bytes, with a byte order mark and blanks before it",
    (_, body) => {
      expect(parseCallback(Buffer.from(`\ufeff\r\n ${body}\n`))).toStrictEqual(parseCallback(body));
    },
  );
});

describe("text", () => {
  it.each(["a&am<!-- -->p;b", "a&am<![CDATA[]]>p;b", "a&#3<?pi?>2;b", "&am<!-- -->p;lt;"])(
    "has no reference that something divides: %s",
    (text) => {
      expect(() => parseCallback(xmlJob(`<UserData>${text}</UserData>`))).toThrow("character reference");
    },
  );

  it.each([
    ["a<!-- & < b -->b", "ab"],
    ["<!---->a<!-- -->", "a"],
    ["&amp;<!-- -->lt;", "&lt;"],
    ['a<?pi <b> & "?>b', "ab"],
    ["a<![CDATA[]]>b", "ab"],
    ["<![CDATA[&am]]>p;", "&amp;"],
    ["<![CDATA[ ]]]]><![CDATA[> ]]>", " ]]> "],
    ["x<![CDATA[\r\n]]>y\r", "x\ny\n"],
    ["&#00000000065;&#x0000041;", "AA"],
  ])("is what XML says of %j", (text, expected) => {
    for (const rest of ["", "x".repeat(200)]) {
      const job = onlyJob(xmlJob(`<UserData>${rest}${text}${rest}</UserData>`));
      expect(job.userData).toBe(rest + expected + rest);
    }
  });

  it.each(["short", "x".repeat(200)])("has line feeds for line ends, however long it is", (rest) => {
    expect(onlyJob(xmlJob(`<UserData>a\r\nb\rc&#13;\n${rest}</UserData>`)).userData).toBe(`a\nb\nc\r\n${rest}`);
  });

  it("decodes named and numeric references and keeps blanks at the ends of object keys", () => {
    const job = onlyJob(
      xmlJob(`<UserData>a&amp;b &lt;c&gt; &quot;d&quot; &apos;e&apos; &#20013;&#x6587;&#x1F600;</UserData>`).replace(
        "<Operation>",
        "<Input><Object> 视频/ 最终 🎬.mp4 </Object></Input><Operation>",
      ),
    );

    expect(job.userData).toBe(`a&b <c> "d" 'e' 中文😀`);
    expect(job.input?.object).toBe(" 视频/ 最终 🎬.mp4 ");
  });

  it("does not decode references twice, nor in CDATA", () => {
    expect(onlyJob(xmlJob("<UserData>&amp;lt;</UserData>")).userData).toBe("&lt;");
    expect(onlyJob(xmlJob("<UserData>x<![CDATA[<&lt;>]]>y</UserData>")).userData).toBe("x<&lt;>y");
  });

  it.each(["&bogus;", "&", "&amp", "&;", "&#0;", "&#x1;", "&#xD800;", "&#1114112;", "&#12a;", "&copy;", "&#x;"])(
    "refuses the reference %s",
    (reference) => {
      expect(() => parseCallback(xmlJob(`<UserData>a${reference}</UserData>`))).toThrow("character reference");
    },
  );

  it.each(["0123", "1e5", "0x1F", "12345678901234567890", "1.10", "-0", "true", "+5"])(
    "keeps the text %s as it is",
    (id) => {
      expect(onlyJob(xmlJob("", { JobId: id })).jobId).toBe(id);
    },
  );

  it.each(["12345678901234567890", "1.10", "0.000000", "1E5", "512", "-7", "true", "false"])(
    "gives the JSON literal %s as the text that was sent",
    (literal) => {
      const body = jobBody("j1", { Operation: { UserData: "LITERAL", a: "5, 1.50 x" } }).replace('"LITERAL"', literal);
      expect(onlyJob(body)).toMatchObject({ userData: literal, operation: { a: "5, 1.50 x" } });
    },
  );

  it.each(["toString", "constructor", "hasOwnProperty", "valueOf", "prototype", "__defineGetter__"])(
    "takes a field called %s for a field",
    (name) => {
      const fromXml = onlyJob(xmlJob(`<${name}>a</${name}><Nested><${name}><${name}/></${name}></Nested>`)).operation;
      const fromJson = onlyJob(
        jobBody("j1", { Operation: { [name]: "a", Nested: { [name]: { [name]: "" } } } }),
      ).operation;

      expect(Object.entries(fromXml)).toEqual([
        [name, "a"],
        ["Nested", { [name]: { [name]: "" } }],
      ]);
      deepStrictEqual(fromJson, fromXml); // vitest's own comparison reads `constructor`
    },
  );

  it("refuses a field called __proto__ in either format", () => {
    expect(() => parseCallback(xmlJob("<__proto__><polluted>1</polluted></__proto__>"))).toThrow(`"__proto__"`);
    expect(() => parseCallback(jobBody("j1", { Operation: JSON.parse('{"__proto__":{"polluted":"1"}}') }))).toThrow(
      `"__proto__"`,
    );
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});

describe("JSON that is not quite JSON", () => {
  it("leaves text alone that looks like a trailing comma", () => {
    const body = jobBody("j1", { Operation: { UserData: 'a",] ,} \\' } }).replace(/\}\]\}$/, "},]}");
    expect(onlyJob(body).userData).toBe('a",] ,} \\');
  });

  it.each(["[,]", "{,}", "[1,,]", '{"a":,}', "[1;,]"])("does not mend %s", (value) => {
    expect(() => parseCallback(jobBody("j1").replace("{}", value))).toThrow("not well-formed");
  });
});

describe("what is refused", () => {
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
    expect(() => parseCallback(jobBody("j1\u0000"))).toThrow("NUL or half a character");
    expect(() => parseCallback(jobBody("j1", { Operation: { a: "\ud800" } }))).toThrow("NUL or half a character");
    expect(onlyJob(jobBody("😀\\u0000").replace("😀", "\\ud83d\\ude00")).jobId).toBe("😀\\u0000");
  });

  it("refuses nesting beyond 64 levels in either format, and takes 64", () => {
    const xml = (depth: number) => xmlJob("<a>".repeat(depth) + "</a>".repeat(depth));
    const json = (depth: number) => jobBody("j1").replace("{}", '{"a":'.repeat(depth) + '""' + "}".repeat(depth));

    for (const body of [xml(61), json(61)]) expect(() => parseCallback(body)).not.toThrow();
    // An escape has characters checked, which walks as deep as the body is nested.
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

  it("refuses floods of elements, of different names and a name without end", () => {
    expect(() => parseCallback(xmlJob("<a/>".repeat(5_000)))).toThrow("too many elements");
    expect(() => parseCallback(xmlJob("<Polygon><X>1</X><Y>2</Y></Polygon>".repeat(5_000)))).not.toThrow();
    const names = Array.from({ length: 2_001 }, (_, i) => `<a${i}>long enough</a${i}>`).join("");
    expect(() => parseCallback(xmlJob(names))).toThrow("more than 2000 element names");
    expect(() => parseCallback(xmlJob(`<${"a".repeat(257)}/>`))).toThrow("longer than 256 characters");
  });

  it("refuses a body over the limit without reading it, and takes one of exactly the limit", () => {
    const bytes = Buffer.byteLength(wellFormed);
    expect(() => parseCallback(wellFormed, {}, { maxBytes: bytes })).not.toThrow();
    expect(() => parseCallback(wellFormed, {}, { maxBytes: bytes - 1 })).toThrow(CallbackTooLargeError);
    expect(() => parseCallback("中".repeat(400_000))).toThrow("at most 1048576 bytes (got 1200000)");
  });
});

describe("empty values", () => {
  it("gives an empty element and an empty text as empty text, and an empty list as a list", () => {
    const expected = { UserData: "", Unknown: "", SplitVideoInfoResult: { TimeInfo: [] } };
    const xml = xmlJob("<UserData/><Unknown></Unknown><SplitVideoInfoResult/>");
    for (const empty of ["", null, {}]) {
      const json = jobBody("j1", { Operation: { UserData: "", Unknown: empty, SplitVideoInfoResult: empty } });
      expect(onlyJob(json).operation).toStrictEqual(expected);
    }
    expect(onlyJob(xml).operation).toStrictEqual(expected);
  });

  it("keeps text that stands where fields are documented", () => {
    const expected = { SplitVideoInfoResult: { TimeInfo: [], "#text": "none" } };
    expect(onlyJob(xmlJob("<SplitVideoInfoResult>none</SplitVideoInfoResult>")).operation).toStrictEqual(expected);
    expect(onlyJob(jobBody("j1", { Operation: { SplitVideoInfoResult: "none" } })).operation).toStrictEqual(expected);
  });

  it("takes one job that is not in a list for a list of one", () => {
    const event = JSON.parse(jobBody("j1")) as { JobsDetail: unknown[] };
    expect(onlyJob(JSON.stringify({ ...event, JobsDetail: event.JobsDetail[0] })).jobId).toBe("j1");
  });
});
