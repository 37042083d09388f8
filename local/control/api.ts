/**
 * The control API of the local cloud, for the simulated provider and for tools in other processes. It answers on every
 * host that belongs to no service, and only to requests that a key of the cloud signed, so that no web page can use it.
 */
import type { Deliveries, Delivery } from "../ci/delivery";
import type { CallbackFormat } from "../ci/post";
import type { Clock } from "../clock";
import type { Credentials } from "../credentials";
import type { Fault, Faults } from "../faults";
import { API3_ANSWERS, checkSignature } from "../http/auth";
import type { Reply, Request } from "../http/message";
import { ApiError } from "../resources/kind";
import type { Attributes, StoredResource } from "../resources/kind";
import type { Files, Resources } from "../resources/resources";
import type { RememberedResources } from "../remembered/store";
import type { AsyncCalls } from "../scf/async-calls";
import type { Functions } from "../scf/functions";
import { namesOf, resourceSchema, RESOURCE_TYPES } from "../vendor/schema";
import { answerInvoke } from "./invoke";

/** Body of a request that writes a resource. */
export interface ResourceBody {
  readonly attributes: Attributes;
  /** Contents of local files that attributes name, by attribute, in base64. */
  readonly files?: Readonly<Record<string, string>>;
}

/** Answer to a successful call. */
export interface ControlResult {
  readonly RequestId: string;
  readonly Resource: { id: string; attributes: Attributes } | null;
  /** Number of the account. */
  readonly AppId?: string;
}

/** The result of a call. */
export type ControlAnswer =
  | { readonly Response: ControlResult }
  | { readonly Response: { readonly RequestId: string; readonly Error: { Code: string; Message: string } } };

interface ControlServices {
  readonly credentials: Credentials;
  readonly clock: Clock;
  readonly appId: string;
  readonly resources: Resources;
  readonly remembered: RememberedResources;
  readonly faults: Faults;
  readonly deliveries: Pick<Deliveries, "deliver">;
  readonly functions: Functions;
  readonly asyncCalls: AsyncCalls;
}

/** Body of `POST /control/deliver`: a callback to post as CI does. The answer has the outcome as `Delivery`. */
export interface DeliverBody {
  readonly url: string;
  readonly format: CallbackFormat;
  /** The callback's body, in base64. */
  readonly body: string;
  readonly event: string;
  readonly subject?: string;
}

/** Answers requests to the control API. */
export function createControl(services: ControlServices): (request: Request, requestId: string) => Promise<Reply> {
  const { credentials, clock, resources, faults, deliveries } = services;
  return async (request, RequestId) => {
    try {
      const failure = checkSignature(request, credentials.all, clock.now());
      if (failure) throw new ApiError(...API3_ANSWERS[failure]);
      if (request.path === "/control/resource") {
        return json({
          Response: { RequestId, Resource: withSchemaAttributes(await answerResource(request, resources)) },
        });
      }
      if (request.path === "/control/remembered") {
        return json({ Response: { RequestId, Resource: answerRemembered(request, services.remembered) } });
      }
      if (request.path === "/control/account" && request.method === "GET") {
        return json({ Response: { RequestId, Resource: null, AppId: services.appId } });
      }
      if (request.path === "/control/faults") {
        answerFaults(request, faults);
        return json({ Response: { RequestId } });
      }
      if (request.path === "/control/invoke" && request.method === "POST") {
        return json({ Response: { RequestId, Result: await answerInvoke(request, services) } });
      }
      if (request.path === "/control/deliver" && request.method === "POST") {
        return json({ Response: { RequestId, Delivery: await answerDeliver(request, deliveries) } });
      }
      throw new ApiError("InvalidAction", `the control API has no ${request.method} ${request.path}`);
    } catch (error) {
      if (!(error instanceof ApiError)) console.error(error); // a defect of the local cloud
      const { code, message } =
        error instanceof ApiError ? error : { code: "InternalError", message: "internal error" };
      return json({ Response: { RequestId, Error: { Code: code, Message: message } } });
    }
  };
}

/**
 * `GET`, `POST`, `PUT` and `DELETE /control/resource?type=…&region=…&id=…`. Writes answer with the resource as it is
 * read.
 */
async function answerResource(request: Request, resources: Resources): Promise<StoredResource | undefined> {
  const [type, region, id] = ["type", "region", "id"].map((name) => request.query.get(name) ?? "") as [
    string,
    string,
    string,
  ];
  if (!RESOURCE_TYPES.includes(type))
    throw new ApiError("InvalidParameterValue", `type must be a simulated resource type (got ${type})`);
  const key = { type, region, id };
  switch (request.method) {
    case "GET":
      return resources.read(key);
    case "DELETE":
      await resources.delete(key);
      return undefined;
    case "POST": {
      const { attributes, files } = readBody(request);
      return resources.read(await resources.create(type, region, attributes, files));
    }
    case "PUT": {
      const { attributes, files } = readBody(request);
      return resources.read(await resources.update(key, attributes, files));
    }
    default:
      throw new ApiError("InvalidAction", `method must be GET, POST, PUT or DELETE (got ${request.method})`);
  }
}

/** Like `/control/resource`, for resources without an effect. The caller chooses the id. */
function answerRemembered(request: Request, remembered: RememberedResources): StoredResource | null {
  const text = (name: string): string => request.query.get(name) ?? "";
  const key = { type: text("type"), region: text("region"), id: text("id") };
  switch (request.method) {
    case "GET":
      return remembered.read(key) ?? null;
    case "DELETE":
      remembered.delete(key);
      return null;
    case "POST":
      return remembered.create({ ...key, attributes: readBody(request).attributes });
    case "PUT":
      return remembered.put({ ...key, attributes: readBody(request).attributes });
    default:
      throw new ApiError("InvalidAction", `method must be GET, POST, PUT or DELETE (got ${request.method})`);
  }
}

function readBody(request: Request): { attributes: Attributes; files: Files } {
  const { attributes, files = {} } = JSON.parse(request.body.toString("utf8")) as ResourceBody;
  const contents = Object.entries(files).map(([name, content]) => [name, Buffer.from(content, "base64")] as const);
  return { attributes, files: Object.fromEntries(contents) };
}

/** `POST /control/faults` adds a fault, `DELETE` removes all. */
function answerFaults(request: Request, faults: Faults): void {
  if (request.method === "POST") faults.add(JSON.parse(request.body.toString("utf8")) as Fault);
  else if (request.method === "DELETE") faults.clear();
  else throw new ApiError("InvalidAction", `method must be POST or DELETE (got ${request.method})`);
}

function answerDeliver(request: Request, deliveries: Pick<Deliveries, "deliver">): Promise<Delivery> {
  const { url, format, body, event, subject } = JSON.parse(request.body.toString("utf8")) as DeliverBody;
  return deliveries.deliver(url, Buffer.from(body, "base64"), format, { event, subject });
}

/** The resource with the attributes of its schema, without internal attributes of its kind. */
function withSchemaAttributes(resource: StoredResource | undefined): { id: string; attributes: Attributes } | null {
  if (!resource) return null;
  const names = namesOf(resourceSchema(resource.type).block);
  const attributes = Object.fromEntries(names.map((name) => [name, resource.attributes[name] ?? null]));
  return { id: resource.id, attributes };
}

function json(body: object): Reply {
  return { status: 200, headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
}
