import { mkdtemp, rm } from "node:fs/promises";
import { request as requestHttps } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { strToU8, zipSync } from "fflate";
import { expect, it, onTestFinished } from "vitest";
import { Ingress } from "../../local/ingress/ingress";
import { functionUrlReply, integratedReply } from "../../local/ingress/response";
import { findRoute } from "../../local/ingress/routes";
import type { ReleasedApi } from "../../local/ingress/routes";
import { Functions } from "../../local/scf/functions";
import { Logs } from "../../local/scf/logs";

const NAME = { region: "ap-guangzhou", namespace: "default", name: "f" };

const SOURCE = `exports.main_handler = async (event) => {
  const { value, fail, hang } = JSON.parse(event.body || "{}");
  if (fail) throw new Error(fail);
  if (hang) await new Promise(() => {});
  return value === undefined ? event : value;
};`;

/** An ingress with one function, which acts on the JSON in the request's body. */
async function setUp(body = SOURCE): Promise<Ingress> {
  const folder = await mkdtemp(join(tmpdir(), "ingress-test-"));
  const functions = new Functions({
    appId: "1250000000",
    instanceLimit: 2,
    temporaryDirectory: folder,
    logs: new Logs(() => new Date()),
    endpoint: () => "",
    issueCredential: () => ({ secretId: "", secretKey: "" }),
  });
  const ingress = new Ingress(functions);
  onTestFinished(async () => {
    await ingress.closeAll();
    await functions.close();
    await rm(folder, { recursive: true, force: true });
  });
  const code = zipSync({ "index.js": strToU8(body) });
  const config = {
    handler: "index.main_handler",
    runtime: "Nodejs20.19",
    type: "Event",
    memoryMb: 128,
    timeoutS: 1,
    environment: {},
  };
  functions.create(NAME, config, code);
  return ingress;
}

async function urlOf(ingress: Ingress): Promise<string> {
  const target = { function: NAME, qualifier: "$LATEST", isAnonymous: true };
  return `http://${await ingress.openUrl("url", () => target)}`;
}

const API: ReleasedApi = {
  apiId: "api-1",
  method: "ANY",
  path: "/",
  function: NAME,
  qualifier: "$LATEST",
  isIntegrated: true,
  isBase64Encoded: false,
  timeoutS: 5,
};

async function gatewayOf(ingress: Ingress, api: Partial<ReleasedApi> = {}): Promise<string> {
  const released = [{ ...API, ...api }];
  return `http://${await ingress.openService("service-1", (name) => (name === "release" ? released : undefined))}/release`;
}

async function post(url: string, body: unknown): Promise<{ status: number; body: unknown; headers: Headers }> {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const response = await fetch(url, { method: "POST", body: text });
  const answer = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: answer.startsWith("{") ? JSON.parse(answer) : answer,
  };
}

it("addresses that are copied to another ingress call the functions there", async () => {
  const ingress = await setUp();
  const other = await setUp("exports.main_handler = async () => ({ statusCode: 200, body: 'other' });");
  const urls = [await urlOf(ingress), await gatewayOf(ingress)];
  await ingress.copyTo(other);
  for (const url of urls) {
    const copied = new URL(url);
    copied.port = String(ingress.portInCopy(other, Number(copied.port)));
    expect(copied.port).not.toBe(new URL(url).port);
    expect((await post(copied.href, {})).body).toBe("other");
    expect((await post(url, { value: "own" })).body).not.toBe("other");
  }
  expect(ingress.portInCopy(other, 1)).toBeUndefined();
  await ingress.close("url");
  const third = await setUp();
  await ingress.copyTo(third);
  expect(third.addressOf("url")).toBeUndefined();
});

it("one port serves HTTP, and HTTPS with a valid certificate", async () => {
  const ingress = await setUp();
  const url = await urlOf(ingress);
  const value = { statusCode: 201, headers: { "X-Own": "1" }, body: "made" };

  expect(await post(url, { value })).toMatchObject({ status: 201, body: "made" });
  const secure = await new Promise<number>((resolve, reject) => {
    const outgoing = requestHttps(
      url.replace("http", "https"),
      { method: "POST", ca: ingress.certificate },
      (response) => {
        response.resume();
        resolve(response.statusCode!);
      },
    );
    outgoing.on("error", reject);
    outgoing.end(JSON.stringify({ value }));
  });
  expect(secure).toBe(201);
});

it("a function URL returns a value without statusCode unchanged", async () => {
  const url = await urlOf(await setUp());
  expect(await post(url, { value: { any: "thing" } })).toMatchObject({ status: 200, body: { any: "thing" } });
  expect(await post(url, { value: "text" })).toMatchObject({ status: 200, body: '"text"' });
});

it("a failed call is answered with the platform's status by a function URL and with 200 by API Gateway", async () => {
  const ingress = await setUp();
  const failure = { errorMessage: "boom", statusCode: 430 };
  expect(await post(await urlOf(ingress), { fail: "boom" })).toMatchObject({ status: 430, body: failure });
  expect(await post(await gatewayOf(ingress), { fail: "boom" })).toMatchObject({ status: 200, body: failure });
});

it("a function that is too slow causes 433 at a function URL, and 504 at a gateway with a shorter time-out", async () => {
  const ingress = await setUp();
  expect(await post(await urlOf(ingress), { hang: true })).toMatchObject({ status: 433, body: { statusCode: 433 } });
  expect(await post(await gatewayOf(ingress, { timeoutS: 0.1 }), { hang: true })).toMatchObject({ status: 504 });
});

it("a value other than an integrated response causes 403, unless the API does not require one", async () => {
  const ingress = await setUp();
  const wrong = await post(await gatewayOf(ingress), { value: { ok: true } });
  expect(wrong).toMatchObject({ status: 403, body: { errno: 403 } });
  expect((wrong.body as { error: string }).error).toMatch(/^Invalid scf response format/);
  await ingress.close("service-1");
  const url = await gatewayOf(ingress, { isIntegrated: false });
  expect(await post(url, { value: { ok: true } })).toMatchObject({ status: 200, body: { ok: true } });
});

it("a body of more than 6 MB is refused before the function is called", async () => {
  const url = await urlOf(await setUp());
  expect(await post(url, "x".repeat(6 * 1024 * 1024 + 1))).toMatchObject({ status: 413 });
});

it("a URL that is closed or requires signatures does not call the function", async () => {
  const ingress = await setUp();
  const closed = await ingress.openUrl("closed", () => undefined);
  const signed = await ingress.openUrl("signed", () => ({ function: NAME, qualifier: "", isAnonymous: false }));
  expect(await post(`http://${closed}`, {})).toMatchObject({ status: 404 });
  expect(await post(`http://${signed}`, {})).toMatchObject({ status: 401 });
});

it("a body is passed on in base64 if the API is configured for it", async () => {
  const gateway = await gatewayOf(await setUp(), { isBase64Encoded: true });
  // The function cannot parse base64 as JSON: this failure is the proof.
  expect(await post(gateway, "héllo")).toMatchObject({ status: 200, body: { statusCode: 430 } });
});

it.each<[string, string, string, string | undefined, Record<string, string>?]>([
  ["the whole path", "/a/b", "/a/b", "/a/b"],
  ["a longer path", "/a", "/a/b/c", "/a"],
  ["nothing shorter", "/a/b", "/a", undefined],
  ["no other name", "/a", "/ab", undefined],
  ["a parameter", "/users/{id}", "/users/7/x", "/users/{id}", { id: "7" }],
  ["exactly, where asked", "=/a", "/a/b", undefined],
  ["exactly", "=/a", "/a", "=/a"],
  ["the root for everything", "/", "/any/thing", "/"],
])("an API's path matches %s", (_, path, request, expected, parameters = {}) => {
  const route = findRoute([{ ...API, path }], "POST", request);
  expect(route?.api.path).toBe(expected);
  if (route) expect(route.pathParameters).toEqual(parameters);
});

it("the longest path with the right method is selected, for any order of APIs", () => {
  const paths = ["/", "/a", "/a/b", "/a/b/c"];
  fc.assert(
    fc.property(fc.shuffledSubarray(paths, { minLength: 4 }), (order) => {
      const apis = order.map((path) => ({ ...API, path }));
      const only = [...apis, { ...API, path: "/a/b/c/d", method: "GET" }];
      expect(findRoute(only, "POST", "/a/b/c/d")!.api.path).toBe("/a/b/c");
    }),
  );
});

it("any value becomes a valid answer", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.jsonValue(),
        fc.record({ statusCode: fc.jsonValue(), headers: fc.jsonValue(), body: fc.jsonValue() }),
      ),
      (value) => {
        for (const reply of [functionUrlReply(JSON.stringify(value)), integratedReply(JSON.stringify(value))]) {
          expect(reply.status).toBeGreaterThanOrEqual(200);
          expect(reply.status).toBeLessThan(600);
          expect(() => new Response(null, { headers: reply.headers })).not.toThrow();
        }
      },
    ),
  );
});
