/** Finds the call for a request to a CI, pic or COS host, checks its conditions and permissions, and executes it. */
import { needsAllResources } from "../../api/actions";
import { Bucket } from "../cos/bucket";
import { CI_CALLS, UNSUPPORTED_CI_PATHS } from "../ci/calls";
import { COS_CALLS } from "../cos/calls";
import type { Caller } from "../cam/roles";
import type { Call, CallContext, ObjectServices } from "./call";
import { ServiceError, accessDenied, notImplemented } from "./errors";
import { buildXml } from "./xml";
import type { Reply, Request } from "./message";

const CALLS: readonly Call[] = [...CI_CALLS, ...COS_CALLS];
/** An official SDK falls back to the domain `tencentci.cn` if the first one fails. */
const HOST =
  /^(?:(?<bucket>[a-z0-9-]+)\.)?(?<service>ci|pic|cos)\.(?<region>[a-z0-9-]+)\.(?:myqcloud\.com|tencentci\.cn)(?::\d+)?$/;

/** The service that a Host header names. */
export interface ServiceHost {
  readonly service: Call["host"];
  readonly bucket: string | undefined;
  readonly region: string;
}

/** `undefined` if the header names none of the services. */
export function serviceHost(host: string): ServiceHost | undefined {
  const groups = HOST.exec(host)?.groups;
  if (!groups) return undefined;
  const { bucket, service, region } = groups as { bucket?: string; service: "ci" | "pic" | "cos"; region: string };
  return { service: service === "ci" && bucket === undefined ? "ci-region" : service, bucket, region };
}

/** @param caller role that may lack permissions. @default - the account itself, which may do everything */
export function dispatch(
  host: ServiceHost,
  request: Request,
  requestId: string,
  services: ObjectServices,
  caller?: Caller,
): Reply {
  requireLength(host, request);
  const { call, params } = findCall(host, request);
  const bucket = bucketFor(call, host, services);
  const context = { ...services, request, requestId, region: host.region, bucket, params };
  if (caller) requirePermission(call, context, caller);
  if (call.needs === "bound") bucket.requireCi();
  if (call.needs === "media") bucket.requireService("media");
  return call.run(context);
}

function requirePermission(call: Call, context: CallContext, caller: Caller): void {
  const actions = typeof call.actions === "function" ? call.actions(context) : (call.actions ?? []);
  for (const action of actions) {
    const refusal = caller.refusal(action, needsAllResources(action) ? "*" : resourceOf(call, context));
    if (refusal !== undefined) throw accessDenied(refusal);
  }
}

/** The resource name in policies: an object, the bucket's list under a prefix, or the bucket with all data of CI. */
function resourceOf({ host }: Call, { region, bucket, params: [key], request, settings }: CallContext): string {
  const account = `${region}:uid/${settings.appId}`;
  if (host === "cos") return `qcs::cos:${account}:${bucket.name}/${key ?? request.query.get("prefix") ?? ""}`;
  return `qcs::ci:${account}:bucket/${bucket.name}/`;
}

/** An error in the form of the service. COS adds the resource; an answer to HEAD has no body. */
export function errorReply(error: ServiceError, host: ServiceHost, request: Request, requestId: string): Reply {
  const Resource = host.service === "cos" ? `${host.bucket}.cos.${host.region}.myqcloud.com${request.path}` : undefined;
  const TraceId = Buffer.from(requestId).toString("base64");
  const content = { Code: error.code, Message: error.message, Resource, RequestId: requestId, TraceId };
  return {
    status: error.status,
    headers: { "content-type": "application/xml" },
    body: buildXml("Error", content, { declaration: true }),
  };
}

function findCall(host: ServiceHost, request: Request): { call: Call; params: string[] } {
  const actions = [...request.query.keys()];
  const matching = CALLS.filter((call) => call.host === host.service)
    .map((call) => ({ call, match: call.path.exec(request.path) }))
    .filter(({ call, match }) => match && call.method === request.method);
  const found =
    matching.find(({ call }) => call.action !== undefined && actions.includes(call.action)) ??
    matching.find(({ call }) => call.action === undefined && !(isSubresource(request) && host.service !== "ci"));
  if (found?.match) return { call: found.call, params: found.match.slice(1) };
  const requestLine = `${request.method} ${request.target}`;
  if (host.service === "cos" || host.service === "pic" || isUnsupported(request)) {
    throw notImplemented(`the local cloud does not answer ${requestLine}`);
  }
  throw new ServiceError(404, "InvalidUrl", `CI has no call ${requestLine}`);
}

/** Whether the first query key has no value: `?acl` selects a subresource of the bucket or object. */
function isSubresource(request: Request): boolean {
  return /^\/?[^?]*\?[a-z-]+(&|$)/i.test(request.target);
}

function isUnsupported(request: Request): boolean {
  const first = request.path.split("/")[1]!;
  return UNSUPPORTED_CI_PATHS.includes(first) || CI_CALLS.some((call) => call.path.test(request.path));
}

function bucketFor(call: Call, { bucket: name, region }: ServiceHost, { buckets }: ObjectServices): Bucket {
  if (call.host === "ci-region") return new Bucket("", region); // this call lists all buckets
  if (name === undefined) throw new ServiceError(400, "InvalidHost", `the host must begin with a bucket's name`);
  return call.createsBucket ? buckets.create(name, region) : buckets.get(name, region);
}

function requireLength(host: ServiceHost, { method, headers }: Request): void {
  if (method !== "PUT" && method !== "POST") return;
  if (headers["content-length"] !== undefined || (host.service === "cos" && headers["transfer-encoding"])) return;
  throw new ServiceError(411, "MissingContentLength", "PUT and POST need a Content-Length header, 0 without a body");
}
