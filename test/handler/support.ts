import { readFileSync } from "node:fs";
import { join } from "node:path";
import { vi } from "vitest";
import type { HttpResponse, ScfFunction } from "../../handler";

export const CONTEXT = { request_id: "request-1", time_limit_in_ms: 10_000 };

export const SECRET = "0123456789abcdef0123456789abcdef";

/** The two documented examples, byte for byte. */
export const SEED = {
  xml: readFileSync(join(__dirname, "fixtures/split-video-parts.xml"), "utf8"),
  json: readFileSync(join(__dirname, "fixtures/split-video-parts.json"), "utf8"),
};

/** The event of a function URL: the documented keys and no others. */
export function functionUrlEvent(body: string, over: Record<string, unknown> = {}): Record<string, unknown> {
  const headers = {
    "content-type": "application/xml",
    host: "demo.tencentscf.com",
    "x-scf-remote-addr": "203.0.113.7",
  };
  return { httpMethod: "POST", path: `/${SECRET}`, headers, queryString: {}, body, ...over };
}

/** The event of API Gateway: more keys, a stage in the path. */
export function apiGatewayEvent(body: string, over: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    requestContext: {
      serviceId: "service-1",
      path: "/ci",
      httpMethod: "POST",
      stage: "release",
      sourceIp: "203.0.113.7",
    },
    headers: { "Content-Type": "application/json" },
    body,
    pathParameters: {},
    queryStringParameters: {},
    headerParameters: {},
    stageVariables: { stage: "release" },
    path: `/release/ci/${SECRET}`,
    queryString: {},
    httpMethod: "POST",
    isBase64Encoded: false,
    ...over,
  };
}

/** Collects the lines that the code under test writes to standard output, parsed. */
export function captureLog(): Record<string, unknown>[] {
  const lines: Record<string, unknown>[] = [];
  vi.spyOn(process.stdout, "write").mockImplementation((chunk) => {
    for (const line of String(chunk).split("\n").filter(Boolean))
      lines.push(JSON.parse(line) as Record<string, unknown>);
    return true;
  });
  return lines;
}

/** A SplitVideoParts callback for `jobId`, as JSON. */
export function jobBody(jobId: string, over: Record<string, unknown> = {}): string {
  return JSON.stringify({ EventName: "TaskFinish", JobsDetail: [jobDetail(jobId, over)] });
}

export function jobDetail(jobId: string, over: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    Code: "Success",
    Message: "",
    JobId: jobId,
    State: "Success",
    Tag: "SplitVideoParts",
    Operation: {},
    ...over,
  };
}

/** Calls a handler as SCF does. */
export function answer(handler: ScfFunction, event: unknown): Promise<HttpResponse> {
  return handler(event, CONTEXT);
}

/** The JSON in the body of an answer. */
export function content(response: HttpResponse): unknown {
  return JSON.parse(response.body);
}
