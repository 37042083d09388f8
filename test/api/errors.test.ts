import { expect, it } from "vitest";
import { apiError } from "../../api/errors";

const answer = (status: number, body: string, headers: Record<string, string> = {}) => ({ status, body, headers });

it("reads CI's error document", () => {
  const error = apiError(
    answer(403, "<Error><Code>AccessDenied</Code><Message>No &lt;way&gt;</Message><RequestId>Zm9v</RequestId></Error>"),
    "GET host/queue",
  );
  expect(error).toMatchObject({ status: 403, code: "AccessDenied", reason: "No <way>", requestId: "Zm9v" });
  expect(error.message).toBe("GET host/queue: AccessDenied No <way> (HTTP 403, request Zm9v)");
});

it("reads the JSON form with a numeric code", () => {
  const error = apiError(answer(400, '{"code":4001,"message":"bad","request_id":"r1"}'), "call");
  expect(error).toMatchObject({ code: "4001", reason: "bad", requestId: "r1" });
});

it.each([
  ["an empty body", "", "the answer has no body"],
  ["a proxy's page", "<html><body>oops", "the answer is no error document"],
  ["damaged JSON", "{", "the answer is no error document"],
])("accepts %s, with the request id of the header", (_case, body, reason) => {
  const error = apiError(answer(502, body, { "x-ci-request-id": "h1" }), "call");
  expect(error).toMatchObject({ code: "", reason, requestId: "h1" });
});
