/**
 * The events of the two kinds of ingress.
 *
 * @see https://cloud.tencent.com/document/product/583/96100 function URL
 * @see https://cloud.tencent.com/document/product/583/12513 API Gateway
 */
import type { Request } from "../http/message";

/** Event of a function URL: without request context and without API Gateway's parameter maps. */
export function functionUrlEvent(request: Request): object {
  return {
    body: request.body.toString("utf8"),
    headers: { ...headersOf(request), "x-scf-remote-addr": request.remoteAddress },
    httpMethod: request.method,
    path: request.path,
    queryString: queryOf(request),
  };
}

/** The API that matched a request. */
export interface MatchedApi {
  readonly serviceId: string;
  readonly environment: string;
  /** Configured path of the API. */
  readonly apiPath: string;
  /** Path of the request without the environment. */
  readonly path: string;
  readonly pathParameters: Readonly<Record<string, string>>;
  readonly isBase64Encoded: boolean;
}

export function apiGatewayEvent(request: Request, api: MatchedApi, requestId: string): object {
  return {
    requestContext: {
      serviceId: api.serviceId,
      path: api.apiPath,
      httpMethod: request.method,
      requestId,
      identity: {},
      sourceIp: request.remoteAddress,
      stage: api.environment,
    },
    headers: headersOf(request),
    body: request.body.toString(api.isBase64Encoded ? "base64" : "utf8"),
    pathParameters: api.pathParameters,
    queryStringParameters: {},
    headerParameters: {},
    stageVariables: { stage: api.environment },
    path: api.path,
    queryString: queryOf(request),
    httpMethod: request.method,
    isBase64Encoded: api.isBase64Encoded,
  };
}

function headersOf(request: Request): Record<string, string> {
  return Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(",") : (value ?? ""),
    ]),
  );
}

/** Parameters by name; all values of a repeated one. */
function queryOf({ query }: Request): Record<string, string | string[]> {
  return Object.fromEntries(
    [...new Set(query.keys())].map((name) => {
      const values = query.getAll(name);
      return [name, values.length > 1 ? values : values[0]!];
    }),
  );
}
