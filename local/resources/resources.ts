import { resourceSchema, rulesOf } from "../vendor/schema";
import { fillComputed } from "./computed";
import { ApiError, text } from "./kind";
import type { Attributes, KindContext, ResourceKind, ResourceServices, StoredResource } from "./kind";
import { KINDS } from "./kinds";

export type { StoredResource } from "./kind";

/** What a request about resources carries besides its attributes. */
export interface ResourceRequest {
  readonly region: string;
  /** Contents of local files that attributes name, by attribute. @default - none */
  readonly files?: Readonly<Record<string, Uint8Array>>;
}

/** The resources of the vendor's provider that exist in the local cloud. */
export class Resources {
  readonly #stored = new Map<string, StoredResource>();

  constructor(private readonly services: ResourceServices) {}

  all(): StoredResource[] {
    return [...this.#stored.values()];
  }

  ofType(type: string): StoredResource[] {
    return this.all().filter((resource) => resource.type === type);
  }

  find(type: string, id: string): StoredResource | undefined {
    return this.#stored.get(keyOf(type, id));
  }

  async create(type: string, attributes: Attributes, request: ResourceRequest): Promise<StoredResource> {
    const known = await this.#kind(type)?.create(attributes, this.#context(request));
    const complete = fillComputed(resourceSchema(type).block, { ...attributes, ...known }, this.services.clock);
    const id = typeof known?.["id"] === "string" ? known["id"] : idOf(type, complete);
    if (this.find(type, id)) throw new ApiError("ResourceInUse", `${type} ${id} exists already`);
    return this.#store({ type, id, region: request.region, attributes: { ...complete, id } });
  }

  /** The resource as the platform tells it now; `undefined` when it is gone. */
  read(type: string, id: string): StoredResource | undefined {
    const resource = this.find(type, id);
    if (!resource) return undefined;
    const kind = this.#kind(type);
    const now = kind?.read ? kind.read(resource, this.#context(resource)) : {};
    if (now === undefined) {
      this.#stored.delete(keyOf(type, id));
      return undefined;
    }
    return { ...resource, attributes: { ...withReadBack(type, resource.attributes), ...now } };
  }

  async update(type: string, id: string, attributes: Attributes, request: ResourceRequest): Promise<StoredResource> {
    const prior = this.#require(type, id);
    const changed = await this.#kind(type)?.update?.(attributes, prior, this.#context(request));
    const complete = fillComputed(resourceSchema(type).block, { ...attributes, ...changed }, this.services.clock);
    return this.#store({ ...prior, attributes: { ...complete, id } });
  }

  /** Deletes a resource; one that is gone already is no error. */
  async delete(type: string, id: string): Promise<void> {
    const resource = this.find(type, id);
    if (!resource) return;
    await this.#kind(type)?.delete?.(resource, this.#context(resource));
    this.#stored.delete(keyOf(type, id));
  }

  #require(type: string, id: string): StoredResource {
    const resource = this.find(type, id);
    if (!resource) throw new ApiError("ResourceNotFound", `${type} ${id} does not exist`);
    return resource;
  }

  #store(resource: StoredResource): StoredResource {
    this.#stored.set(keyOf(resource.type, resource.id), resource);
    return resource;
  }

  #kind(type: string): ResourceKind | undefined {
    return Object.hasOwn(KINDS, type) ? KINDS[type] : undefined;
  }

  #context({ region, files = {} }: ResourceRequest): KindContext {
    return { ...this.services, region, files, resources: this };
  }
}

function keyOf(type: string, id: string): string {
  return `${type} ${id}`;
}

/** The id that the rules describe; without a rule, the made-up one. */
function idOf(type: string, attributes: Attributes): string {
  const form = rulesOf(type).id;
  if (form === undefined) return text(attributes, "id");
  return form.replace(/\{(\w+)\}/g, (_, name: string) => text(attributes, name));
}

/** The platform has a value for some attributes that the configuration left out, and tells it when read. */
function withReadBack(type: string, attributes: Attributes): Attributes {
  const missing = Object.entries(rulesOf(type).read_back ?? {}).filter(([name]) => (attributes[name] ?? null) === null);
  return { ...attributes, ...Object.fromEntries(missing) };
}
