import { resourceSchema, rulesOf } from "../vendor/schema";
import { fillComputed } from "./computed";
import { ApiError, text } from "./kind";
import type {
  Attributes,
  KindContext,
  ResourceKey,
  ResourceKind,
  ResourceServices,
  ResourceStore,
  StoredResource,
} from "./kind";
import { KINDS } from "./kinds";

/** Contents of local files that attributes name, by attribute. */
export type Files = KindContext["files"];

/** The existing resources of the vendor's provider. */
export class Resources implements ResourceStore {
  readonly #stored = new Map<string, StoredResource>();

  constructor(private readonly services: ResourceServices) {}

  all(): StoredResource[] {
    return [...this.#stored.values()];
  }

  ofType(type: string): StoredResource[] {
    return this.all().filter((resource) => resource.type === type);
  }

  find(key: ResourceKey): StoredResource | undefined {
    return this.#stored.get(textOf(key));
  }

  /** Copies the resources into another cloud, without calling `create` of their kinds. */
  copyTo(resources: Resources): void {
    for (const [key, resource] of this.#stored) resources.#stored.set(key, resource);
  }

  async create(type: string, region: string, attributes: Attributes, files: Files): Promise<StoredResource> {
    const platformAttributes = await this.#kind(type)?.create(attributes, this.#context(region, files));
    const complete = this.#complete(type, { ...attributes, ...platformAttributes });
    const id = typeof platformAttributes?.["id"] === "string" ? platformAttributes["id"] : idOf(type, complete);
    if (this.find({ type, id, region }) && !this.#kind(type)?.isSetting)
      throw new ApiError("ResourceInUse", `${type} ${id} exists already`);
    return this.#store({ type, id, region, attributes: { ...complete, id } });
  }

  /** The resource in its current state on the platform; `undefined` if it does not exist. */
  read(key: ResourceKey): StoredResource | undefined {
    const resource = this.find(key);
    if (!resource) return undefined;
    const kind = this.#kind(key.type);
    const current = kind?.read ? kind.read(resource, this.#context(key.region)) : {};
    if (current === undefined) {
      this.#stored.delete(textOf(key));
      return undefined;
    }
    return { ...resource, attributes: { ...resource.attributes, ...current } };
  }

  async update(key: ResourceKey, attributes: Attributes, files: Files): Promise<StoredResource> {
    const { type, id, region } = key;
    const prior = this.find(key);
    if (!prior) throw new ApiError("ResourceNotFound", `${type} ${id} does not exist`);
    const changed = await this.#kind(type)?.update?.(attributes, prior, this.#context(region, files));
    return this.#store({ ...prior, attributes: { ...this.#complete(type, { ...attributes, ...changed }), id } });
  }

  /** Deletes a resource. Does nothing if there is none. */
  async delete(key: ResourceKey): Promise<void> {
    const resource = this.find(key);
    if (!resource) return;
    await this.#kind(key.type)?.delete?.(resource, this.#context(key.region));
    this.#stored.delete(textOf(key));
  }

  #complete(type: string, attributes: Attributes): Attributes {
    const { read_back: readBack, empty_in_blocks: emptyInBlocks } = rulesOf(type);
    return fillComputed(resourceSchema(type).block, attributes, this.services.clock, readBack, { emptyInBlocks });
  }

  #store(resource: StoredResource): StoredResource {
    this.#stored.set(textOf(resource), resource);
    return resource;
  }

  #kind(type: string): ResourceKind | undefined {
    return Object.hasOwn(KINDS, type) ? KINDS[type] : undefined;
  }

  #context(region: string, files: Files = {}): KindContext {
    return { ...this.services, region, files, resources: this };
  }
}

function textOf({ type, id, region }: ResourceKey): string {
  return [type, region, id].join(" ");
}

/** The id that the rules describe; without a rule, a generated one. */
function idOf(type: string, attributes: Attributes): string {
  const form = rulesOf(type).id;
  if (form === undefined) return text(attributes, "id");
  return form.replace(/\{(\w+)\}/g, (_, name: string) => text(attributes, name));
}
