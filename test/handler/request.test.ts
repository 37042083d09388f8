import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readRequest } from "../../handler/http/request";
import { functionUrlEvent, SECRET } from "./support";

/** The event of https://cloud.tencent.com/document/product/583/52635, with its optional headers. */
function balancerEvent(over: Record<string, unknown> = {}, headers: Record<string, string> = {}): object {
  return {
    headers: {
      "Content-type": "application/json",
      Host: "test.clb-scf.com",
      "User-Agent": "Go-http-client/1.1",
      "X-Stgw-Time": "1591692977.774",
      "X-Client-Proto": "http",
      "X-Forwarded-Proto": "http",
      "X-Client-Proto-Ver": "HTTP/1.1",
      "X-Real-IP": "9.43.175.219",
      "X-Forwarded-For": "9.43.175.219",
      "X-Vip": "121.23.21.xx",
      "X-Vport": "xx",
      "X-Uri": `/ci/${SECRET}`,
      "X-Method": "POST",
      ...headers,
    },
    payload: { key1: "123", key2: "abc" },
    isBase64Encoded: "false",
    ...over,
  };
}

function bodyOf(event: object): string {
  return Buffer.from(readRequest(event).body()).toString();
}

describe("the event of a load balancer", () => {
  it("has its path, method and client address in headers, and its body as payload", () => {
    const request = readRequest(balancerEvent());
    expect(request).toMatchObject({ method: "POST", lastSegment: SECRET, source: "9.43.175.219" });
    expect(request.headers["content-type"]).toBe("application/json");
    expect(request.body()).toBe('{"key1":"123","key2":"abc"}');
  });

  it.each([
    ["text", { payload: "<Response/>" }, "<Response/>"],
    ["Base64", { payload: btoa("<Response/>"), isBase64Encoded: "true" }, "<Response/>"],
    ["nothing", { payload: "" }, ""],
    ["null", { payload: null }, "null"],
  ])("may have a payload that is %s", (_, over, expected) => {
    expect(bodyOf(balancerEvent(over))).toBe(expected);
  });

  it("counts as POST without the method header, and has no path without the URI header", () => {
    const headers = (balancerEvent() as { headers: Record<string, string> }).headers;
    const { "X-Method": method, "X-Uri": uri, ...others } = headers;
    expect([method, uri]).not.toContain(undefined);
    expect(readRequest(balancerEvent({ headers: others }))).toMatchObject({ method: "POST", lastSegment: "" });
    expect(readRequest(balancerEvent({}, { "X-Method": "GET" })).method).toBe("GET");
  });

  it("is not recognized by its headers alone", () => {
    const headers = { "X-Uri": `/${SECRET}`, "X-Method": "POST", "X-Real-IP": "203.0.113.1" };
    const event = functionUrlEvent("b", { path: "/x", payload: "p", headers });
    expect(readRequest(event)).toMatchObject({ lastSegment: "x", source: undefined });
  });
});

describe("isBase64Encoded", () => {
  it.each<[unknown, string]>([
    [true, "hello"],
    ["true", "hello"],
    ["True", "hello"],
    [false, "aGVsbG8="],
    ["false", "aGVsbG8="],
    ["", "aGVsbG8="],
    [undefined, "aGVsbG8="],
    [null, "aGVsbG8="],
  ])("of %j gives the body %j", (isBase64Encoded, expected) => {
    expect(bodyOf(functionUrlEvent("aGVsbG8=", { isBase64Encoded }))).toBe(expected);
  });
});

describe("the secret in the path", () => {
  it.each([
    `/${SECRET}`,
    `/${SECRET}/`,
    `/${SECRET}//`,
    `/release/ci/${SECRET}/`,
    `/${SECRET}/?a=/b`,
    `/${SECRET}?a=b/`,
    `/${SECRET}#/x`,
    `https://example.com/ci/${SECRET}/`,
  ])("is the last segment of %s", (path) => {
    expect(readRequest(functionUrlEvent("", { path })).lastSegment).toBe(SECRET);
  });

  it("is found with any percent-encoded characters, in upper or lower case", () => {
    const secret = fc.stringMatching(/^[\w.~-]{16,40}$/);
    fc.assert(
      fc.property(secret, fc.infiniteStream(fc.constantFrom("plain", "upper", "lower")), (text, spellings) => {
        const encoded = [...text].map((char) => {
          const hex = char.charCodeAt(0).toString(16);
          const spelling = spellings.next().value as string;
          return spelling === "plain" ? char : `%${spelling === "upper" ? hex.toUpperCase() : hex}`;
        });
        expect(readRequest(functionUrlEvent("", { path: `/ci/${encoded.join("")}/` })).lastSegment).toBe(text);
      }),
    );
  });

  it("is decoded once, and nothing else is decoded", () => {
    const segmentOf = (path: string): string => readRequest(functionUrlEvent("", { path })).lastSegment;
    expect(segmentOf("/%2541")).toBe("%2541");
    expect(segmentOf("/a%2Fb")).toBe("a%2Fb");
    expect(segmentOf("/%C3%A9%zz%")).toBe("%C3%A9%zz%");
    expect(segmentOf("/")).toBe("");
    expect(segmentOf("")).toBe("");
  });
});
