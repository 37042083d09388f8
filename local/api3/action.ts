import { ApiError } from "../resources/kind";
import type { Attributes, Json, ResourceServices, StoredResource } from "../resources/kind";
import type { Resources } from "../resources/resources";
import type { Logs } from "../scf/logs";

/** Members of a request or of an answer, by the API's names. */
export type Fields = Readonly<Record<string, Json>>;

/** The context of an action. */
export interface ActionContext extends ResourceServices {
  readonly resources: Resources;
  /** The functions' log. */
  readonly logs: Pick<Logs, "all">;
  /** The region that the request names. */
  readonly region: string;
}

/** One action of API 3.0: request in, members of the answer out. Refuses with an `ApiError`. */
export type Action = (request: Fields, context: ActionContext) => Fields | Promise<Fields>;

/** The actions of a service by name. */
export type Actions = Readonly<Record<string, Action>>;

/** Text of a required member. */
export function required(request: Fields, name: string): string {
  const value = request[name];
  if (typeof value === "string" && value !== "") return value;
  throw new ApiError("MissingParameter", `The request is missing the required parameter \`${name}\`.`);
}

/** Text of a member, or the default. */
export function optional(request: Fields, name: string, defaultValue = ""): string {
  const value = request[name];
  return typeof value === "string" && value !== "" ? value : defaultValue;
}

/** Elements of a member; none if it is absent. */
export function listOf(request: Fields, name: string): readonly Fields[] {
  const value = request[name];
  return Array.isArray(value) ? (value as readonly Fields[]) : [];
}

/** Part of a list, by `Offset` and `Limit`. */
export function page<Element>(all: readonly Element[], request: Fields, defaultLimit = 20): Element[] {
  const [offset, size] = [request["Offset"] ?? 0, request["Limit"] ?? defaultLimit].map(Number) as [number, number];
  return all.slice(offset, offset + size);
}

/** The resources of a type in the region of the request. */
export function inRegion(type: string, { resources, region }: ActionContext): StoredResource[] {
  return resources.ofType(type).filter((resource) => resource.region === region);
}

/** The current resource, or the service's error. */
export function requireResource(type: string, id: string, code: string, context: ActionContext): StoredResource {
  const found = context.resources.read({ type, id, region: context.region });
  if (!found) throw new ApiError(code, `${id} does not exist`);
  return found;
}

/** Changes some attributes of a resource. */
export async function change(resource: StoredResource, attributes: Attributes, context: ActionContext): Promise<void> {
  await context.resources.update(resource, { ...resource.attributes, ...attributes }, {});
}
