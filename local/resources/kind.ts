import type { Clock } from "../clock";
import type { Buckets } from "../cos/bucket";
import type { Ingress } from "../ingress/ingress";
import type { Broker } from "../kafka/broker";
import type { Settings } from "../settings";
import type { Functions } from "../scf/functions";

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** Attributes of a resource, by the names of the vendor's provider; blocks are lists of objects. */
export type Attributes = Readonly<Record<string, Json>>;

/** Identity of a resource: the same id may exist in several regions. */
export interface ResourceKey {
  readonly type: string;
  readonly id: string;
  readonly region: string;
}

/** A resource of the vendor's provider in the local cloud. */
export interface StoredResource extends ResourceKey {
  readonly attributes: Attributes;
}

/** An error of Tencent Cloud's API 3.0. */
export class ApiError extends Error {
  override readonly name = "ApiError";

  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** The data that kinds work on. */
export interface ResourceServices {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly buckets: Buckets;
  readonly functions: Functions;
  readonly ingress: Ingress;
  readonly kafka: Broker;
}

/** The existing resources, for kinds. */
export interface ResourceStore {
  ofType(type: string): StoredResource[];
  find(key: ResourceKey): StoredResource | undefined;
  /** Deletes a resource. Does nothing if there is none. */
  delete(key: ResourceKey): Promise<void>;
}

export interface KindContext extends ResourceServices {
  readonly region: string;
  /** The other resources. */
  readonly resources: ResourceStore;
  /** Contents of local files that attributes name, by attribute. */
  readonly files: Readonly<Record<string, Uint8Array>>;
}

/** A resource type with an effect in the local cloud. Resources of other types are only stored. */
export interface ResourceKind {
  /** Whether creating overwrites an existing resource. @default - it is refused */
  readonly isSetting?: true;
  /** Creates the object; returns the attributes that only the platform knows. */
  create(attributes: Attributes, context: KindContext): Promise<Attributes>;
  /** Attributes that differ from the stored ones; `undefined` if the object no longer exists. @default - as stored */
  read?(resource: StoredResource, context: KindContext): Attributes | undefined;
  /** Changes the object; returns the attributes that change with it. @default - no effect */
  update?(attributes: Attributes, prior: StoredResource, context: KindContext): Promise<Attributes>;
  /** @default - no effect */
  delete?(resource: StoredResource, context: KindContext): Promise<void>;
}

/** Text of an attribute; "" if it is not set. */
export function text(attributes: Attributes, name: string): string {
  const value = attributes[name];
  return typeof value === "string" ? value : "";
}

/** Number of an attribute. */
export function number(attributes: Attributes, name: string, fallback: number): number {
  const value = attributes[name];
  return typeof value === "number" ? value : fallback;
}
