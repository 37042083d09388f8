/**
 * Resource identity: members that identify an object. Terraform 1.12 and later stores them beside the state and imports
 * by them.
 *
 * @see https://developer.hashicorp.com/terraform/plugin/framework/resources/identity
 */
import { decodeValue, encodeValue } from "./codec";
import { DiagnosticError } from "./diagnostics";
import type { CtyType } from "./schema";
import { isObject } from "./values";
import type { ObjectValue } from "./values";

export interface IdentityAttribute {
  readonly type: "string";
  /** Required for import. @default false */
  readonly required?: boolean;
  readonly description: string;
}

/** Members of a resource's identity. They are members of its state too, and never change. */
export interface Identity {
  /** Increased when members change. */
  readonly version: number;
  readonly attributes: Readonly<Record<string, IdentityAttribute>>;
  /** The equivalent import id. */
  importId(identity: Readonly<Record<string, string | null>>): string;
}

interface IdentityData {
  readonly identityData?: { readonly msgpack?: Uint8Array };
}

export function wireIdentitySchema({ version, attributes }: Identity): object {
  return {
    version,
    identityAttributes: Object.entries(attributes).map(([name, { type, required = false, description }]) => ({
      ...{ name, type: Buffer.from(JSON.stringify(type)), description },
      ...{ requiredForImport: required, optionalForImport: !required },
    })),
  };
}

/** The identity in a state; empty if the state lacks a member. */
export function identityIn(state: object | null, identity: Identity | undefined): IdentityData | undefined {
  if (!identity || state === null) return undefined;
  const members = Object.keys(identity.attributes).map((name) => [name, (state as ObjectValue)[name]] as const);
  if (!members.every(([, value]) => typeof value === "string")) return undefined;
  return { identityData: { msgpack: encodeValue(Object.fromEntries(members), typeOf(identity)) } };
}

/** The import id of an identity from Terraform. */
export function importIdOf(data: IdentityData, identity: Identity): string {
  const value = decodeValue(data.identityData?.msgpack ?? new Uint8Array(), typeOf(identity));
  const members = isObject(value) ? value : {};
  const missing = Object.keys(identity.attributes).filter(
    (name) => identity.attributes[name]!.required && typeof members[name] !== "string",
  );
  if (missing.length > 0) {
    throw new DiagnosticError({
      severity: "error",
      summary: "Incomplete identity",
      detail: `The identity must have ${missing.join(" and ")} (got none).`,
    });
  }
  return identity.importId(members as Record<string, string | null>);
}

/** Reads an identity from the state file. */
export function storedIdentity(json: Uint8Array, identity: Identity): IdentityData {
  const saved = JSON.parse(Buffer.from(json).toString("utf8")) as ObjectValue;
  const members = Object.keys(identity.attributes).map((name) => [name, saved[name] ?? null] as const);
  return { identityData: { msgpack: encodeValue(Object.fromEntries(members), typeOf(identity)) } };
}

/** Computed once per identity. */
const types = new WeakMap<Identity, CtyType>();

function typeOf(identity: Identity): CtyType {
  const known = types.get(identity);
  if (known) return known;
  const members = Object.entries(identity.attributes).map(([name, { type }]) => [name, type] as const);
  const type: CtyType = ["object", Object.fromEntries(members)];
  types.set(identity, type);
  return type;
}
