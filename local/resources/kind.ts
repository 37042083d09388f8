import type { Clock } from "../clock";
import type { Buckets } from "../cos/bucket";
import type { Ingress } from "../ingress/ingress";
import type { Settings } from "../settings";
import type { Functions } from "../scf/functions";

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** A resource's attributes by the names of the vendor's provider; blocks are lists of objects. */
export type Attributes = Readonly<Record<string, Json>>;

/** Tells a resource from all others: an id may occur in every region. */
export interface ResourceKey {
  readonly type: string;
  readonly id: string;
  readonly region: string;
}

/** A resource of the vendor's provider that exists in the local cloud. */
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

/** What kinds work on. */
export interface ResourceServices {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly buckets: Buckets;
  readonly functions: Functions;
  readonly ingress: Ingress;
}

/** The resources that exist, as kinds see them. */
export interface ResourceStore {
  ofType(type: string): StoredResource[];
  find(key: ResourceKey): StoredResource | undefined;
  /** Deletes a resource; one that is gone already is no error. */
  delete(key: ResourceKey): Promise<void>;
}

export interface KindContext extends ResourceServices {
  readonly region: string;
  /** The other resources. */
  readonly resources: ResourceStore;
  /** Contents of local files that attributes name, by attribute. */
  readonly files: Readonly<Record<string, Uint8Array>>;
}

/** A resource type with an effect in the local cloud. Types without a kind are only remembered. */
export interface ResourceKind {
  /** Whether creating means setting, so that one that exists is overwritten. @default - it is refused */
  readonly isSetting?: true;
  /** Makes the thing; gives the attributes that only the platform knows. */
  create(attributes: Attributes, context: KindContext): Promise<Attributes>;
  /** Attributes that differ from what is stored; `undefined` when the thing is gone. @default - as stored */
  read?(resource: StoredResource, context: KindContext): Attributes | undefined;
  /** Changes the thing; gives the attributes that change with it. @default - nothing happens */
  update?(attributes: Attributes, prior: StoredResource, context: KindContext): Promise<Attributes>;
  /** @default - nothing happens */
  delete?(resource: StoredResource, context: KindContext): Promise<void>;
}

/** An attribute's text; "" when it is not set. */
export function text(attributes: Attributes, name: string): string {
  const value = attributes[name];
  return typeof value === "string" ? value : "";
}

/** An attribute's number. */
export function number(attributes: Attributes, name: string, fallback: number): number {
  const value = attributes[name];
  return typeof value === "number" ? value : fallback;
}
