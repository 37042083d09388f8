import { deepStrictEqual } from "node:assert";
import { describe, expect, it } from "vitest";
import type { Job, JobsEvent } from "../../../handler";
import { parseCallback } from "../../../handler";
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
  it("parse as XML, byte for byte", () => {
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

  it("parse as JSON, byte for byte, although one has a trailing comma", () => {
    expect(() => JSON.parse(SEED.json) as unknown).toThrow(SyntaxError);

    const job = onlyJob(SEED.json);

    expect(job.jobId).toBe("j0d7759e6ed6d11edb28***********");
    expect(job.createdAt).toEqual(new Date("2023-05-08T06:53:35Z"));
    expect(job.operation).toEqual(onlyJob(SEED.xml).operation);
  });

  it("give deeply equal events in both formats, apart from ids and times", () => {
    const job = onlyJob(SEED.xml);
    const json = SEED.json
      .replace("j0d7759e6ed6d11edb28***********", job.jobId)
      .replace("p5f30ea2dad4443a08d5*********", job.queueId!)
      .replace("2023-05-08T14:53:35+0800", "2023-05-06T16:04:13+0800")
      .replace("2023-05-08T14:53:36+0800", "2023-05-06T16:04:14+0800")
      .replace("2023-05-08T14:54:01+0800", "2023-05-06T16:04:41+0800");

    expect(parseCallback(json)).toStrictEqual(parseCallback(SEED.xml));
  });

  it.each(Object.entries(SEED))("parse from %s bytes after a byte order mark and blanks", (_, body) => {
    expect(parseCallback(Buffer.from(`\ufeff\r\n ${body}\n`))).toStrictEqual(parseCallback(body));
  });
});

describe("text", () => {
  it.each(["a&am<!-- -->p;b", "a&am<![CDATA[]]>p;b", "a&#3<?pi?>2;b", "&am<!-- -->p;lt;"])(
    "is refused if it contains a split reference: %s",
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
  ])("follows XML's rules for %j", (text, expected) => {
    for (const rest of ["", "x".repeat(200)]) {
      const job = onlyJob(xmlJob(`<UserData>${rest}${text}${rest}</UserData>`));
      expect(job.userData).toBe(rest + expected + rest);
    }
  });

  it.each(["short", "x".repeat(200)])("has line feeds as line ends at any length", (rest) => {
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
    "keeps the text %s unchanged",
    (id) => {
      expect(onlyJob(xmlJob("", { JobId: id })).jobId).toBe(id);
    },
  );

  it.each(["12345678901234567890", "1.10", "0.000000", "1E5", "512", "-7", "true", "false"])(
    "returns the JSON literal %s as the sent text",
    (literal) => {
      const body = jobBody("j1", { Operation: { UserData: "LITERAL", a: "5, 1.50 x" } }).replace('"LITERAL"', literal);
      expect(onlyJob(body)).toMatchObject({ userData: literal, operation: { a: "5, 1.50 x" } });
    },
  );

  it.each(["toString", "constructor", "hasOwnProperty", "valueOf", "prototype", "__defineGetter__"])(
    "treats a field called %s as a field",
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

describe("empty values", () => {
  it("returns an empty element and an empty text as empty text, and an empty list as a list", () => {
    const expected = { UserData: "", Unknown: "", SplitVideoInfoResult: { TimeInfo: [] } };
    const xml = xmlJob("<UserData/><Unknown></Unknown><SplitVideoInfoResult/>");
    for (const empty of ["", null, {}]) {
      const json = jobBody("j1", { Operation: { UserData: "", Unknown: empty, SplitVideoInfoResult: empty } });
      expect(onlyJob(json).operation).toStrictEqual(expected);
    }
    expect(onlyJob(xml).operation).toStrictEqual(expected);
  });

  it("keeps text in place of documented fields", () => {
    const expected = { SplitVideoInfoResult: { TimeInfo: [], "#text": "none" } };
    expect(onlyJob(xmlJob("<SplitVideoInfoResult>none</SplitVideoInfoResult>")).operation).toStrictEqual(expected);
    expect(onlyJob(jobBody("j1", { Operation: { SplitVideoInfoResult: "none" } })).operation).toStrictEqual(expected);
  });

  it("treats a single job outside a list as a list of one", () => {
    const event = JSON.parse(jobBody("j1")) as { JobsDetail: unknown[] };
    expect(onlyJob(JSON.stringify({ ...event, JobsDetail: event.JobsDetail[0] })).jobId).toBe("j1");
  });
});
