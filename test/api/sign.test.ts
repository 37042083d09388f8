import { expect, it } from "vitest";
import { authorization, encodeRfc3986 } from "../../api/sign";
import type { NamedValues } from "../../api/sign";

const CREDENTIALS = { secretId: "AKIDEXAMPLE0000000000000000000000000", secretKey: "SECRETEXAMPLE000000000000000000" };
const KEY_TIME = { start: 1_700_000_000, end: 1_700_000_900 };
const HOST = "demo-1250000000.ci.ap-guangzhou.myqcloud.com";

// Both vectors were made with the vendor's Node SDK 3.0.0.
it("signs a query, sorted and in lower case, as the vendor's SDK does", () => {
  const header = authorization(
    {
      method: "GET",
      path: "/queue",
      query: { queueIds: "p1,p2", pageNumber: "1", pageSize: "100", category: "CateAll" },
      headers: { host: HOST },
    },
    CREDENTIALS,
    KEY_TIME,
  );
  expect(header).toBe(
    "q-sign-algorithm=sha1&q-ak=AKIDEXAMPLE0000000000000000000000000&q-sign-time=1700000000;1700000900&q-key-time=1700000000;1700000900" +
      "&q-header-list=host&q-url-param-list=category;pagenumber;pagesize;queueids&q-signature=2bf3ff8b24cb40bdce9f78f93c016389e4655d13",
  );
});

it("signs a parameter without a value and several headers as the vendor's SDK does", () => {
  const header = authorization(
    {
      method: "PUT",
      path: "/workflow/w00000000000000000000000000000000",
      query: { active: "" },
      headers: { host: HOST, "content-type": "application/xml", "content-length": "11" },
    },
    CREDENTIALS,
    KEY_TIME,
  );
  expect(header).toContain("q-header-list=content-length;content-type;host&q-url-param-list=active&");
  expect(header).toContain("q-signature=6669dde26ec1e13d4165efcfd6d9d7218fd2aed2");
});

it("encodes characters that encodeURIComponent does not encode", () => {
  expect(encodeRfc3986("a b!'()*/~中")).toBe("a%20b%21%27%28%29%2A%2F~%E4%B8%AD");
});

it("signs a flat list of names and values like an object", () => {
  const named = { host: HOST, "X-Cos-Forbid-Overwrite": "true", "content-type": "a/b c" };
  const sign = (headers: NamedValues): string =>
    authorization({ method: "PUT", path: "/a", query: headers, headers }, CREDENTIALS, KEY_TIME);
  expect(sign(Object.entries(named).flat())).toBe(sign(named));
  expect(sign(Object.entries(named).reverse().flat())).toBe(sign(named));
});
