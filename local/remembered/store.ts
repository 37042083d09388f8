import type { ResourceKey, StoredResource } from "../resources/kind";
import { ApiError } from "../resources/kind";

/** Resources that the local cloud only remembers. */
export class RememberedResources {
  readonly #stored = new Map<string, StoredResource>();

  all(): StoredResource[] {
    return [...this.#stored.values()];
  }

  /** @throws ApiError if there is one with this id */
  create(resource: StoredResource): StoredResource {
    if (this.#stored.has(textOf(resource)))
      throw new ApiError("ResourceInUse", `${resource.type} ${resource.id} exists`);
    return this.put(resource);
  }

  read(key: ResourceKey): StoredResource | undefined {
    return this.#stored.get(textOf(key));
  }

  /** Creates or replaces. */
  put(resource: StoredResource): StoredResource {
    this.#stored.set(textOf(resource), resource);
    return resource;
  }

  delete(key: ResourceKey): void {
    this.#stored.delete(textOf(key));
  }
}

function textOf({ type, id, region }: ResourceKey): string {
  return [type, region, id].join(" ");
}
