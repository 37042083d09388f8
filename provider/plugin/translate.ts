/** Translates between messages and plain values for every RPC. */
import { decodeValue, encodeValue } from "./codec";
import { DiagnosticError, diagnosticsOf } from "./diagnostics";
import type { Diagnostic } from "./diagnostics";
import type { Logger, Redactor } from "./log";
import { RecentValues } from "./recent-values";
import { blockType } from "./schema";
import type { Block, CtyType, Schema } from "./schema";
import { registerSecrets } from "./sensitive";
import { isObject, valuesEqual } from "./values";
import type { ObjectValue } from "./values";
import { wireDiagnostics } from "./wire-schema";

export interface DynamicValue {
  readonly msgpack?: Uint8Array;
  readonly json?: Uint8Array;
}

/** A value from Terraform, decoded and as bytes. */
export interface Received {
  readonly value: ObjectValue | null;
  readonly bytes: DynamicValue | undefined;
}

/** Fields of all requests; a request has those of its RPC. */
export interface Request {
  readonly typeName: string;
  readonly config?: DynamicValue;
  readonly priorState?: DynamicValue;
  readonly plannedState?: DynamicValue;
  readonly proposedNewState?: DynamicValue;
  readonly currentState?: DynamicValue;
  readonly private?: Uint8Array;
  readonly priorPrivate?: Uint8Array;
  readonly plannedPrivate?: Uint8Array;
  readonly rawState?: { readonly json?: Uint8Array };
  readonly version: number;
  readonly id: string;
  readonly identity?: { readonly identityData?: DynamicValue };
  readonly rawIdentity?: { readonly json?: Uint8Array };
  readonly clientCapabilities?: { readonly writeOnlyAttributesAllowed?: boolean };
  readonly terraformVersion: string;
  readonly sourceProviderAddress: string;
  readonly sourceTypeName: string;
  readonly sourceState?: { readonly json?: Uint8Array };
  readonly targetTypeName: string;
}

export type Handler = (request: Request) => object | Promise<object>;

export class Translator {
  readonly #recent = new WeakMap<Block, RecentValues>();

  constructor(
    private readonly redactor: Redactor,
    private readonly log: Logger,
  ) {}

  /** Decodes a value of the schema's block; null means "none". Its sensitive texts are redacted from now on. */
  read(value: DynamicValue | undefined, schema: Schema): ObjectValue | null {
    const bytes = value?.msgpack;
    // Terraform of protocol 6 never sends JSON here. Read as null, it would mean "destroy".
    if (value?.json?.length) throw new Error("a value came as JSON, expected MessagePack");
    if (!bytes || bytes.length === 0) return null;
    return this.#recentOf(schema).get(bytes, () => {
      const decoded = decodeValue(bytes, typeOf(schema));
      registerSecrets(decoded, schema.block, this.redactor);
      return isObject(decoded) ? decoded : null;
    });
  }

  /** The same bytes have another meaning under another schema. */
  #recentOf({ block }: Schema): RecentValues {
    const recent = this.#recent.get(block) ?? new RecentValues();
    this.#recent.set(block, recent);
    return recent;
  }

  /** @param received a value of the schema with its bytes, which are reused for an equal value */
  write(value: object | null, schema: Schema, received?: Received): DynamicValue {
    if (received?.bytes && valuesEqual(value, received.value)) return received.bytes;
    if (value !== null) registerSecrets(value as ObjectValue, schema.block, this.redactor);
    return { msgpack: encodeValue(value, typeOf(schema)) };
  }

  /** Writes a value of the state file. Terraform sends its bytes again to read the resource. */
  writeSaved(value: ObjectValue | null, schema: Schema): DynamicValue {
    const written = this.write(value, schema);
    this.#recentOf(schema).add(written.msgpack!, value);
    return written;
  }

  diagnostics(list: readonly Diagnostic[] | undefined): { readonly diagnostics: object[] } {
    return { diagnostics: wireDiagnostics(list ?? [], (text) => this.redactor.redact(text)) };
  }

  /** Turns a handler's errors into diagnostics beside `fallback`, which keeps the prior state. */
  guard(handler: Handler, fallback: (request: Request) => object = () => ({})): Handler {
    return async (request) => {
      try {
        return await handler(request);
      } catch (error) {
        if (!(error instanceof DiagnosticError)) this.log.error("unexpected", { stack: (error as Error)?.stack });
        return { ...fallback(request), ...this.diagnostics(diagnosticsOf(error)) };
      }
    };
  }
}

/** Computed once per schema. */
const types = new WeakMap<Block, CtyType>();

export function typeOf({ block }: Schema): CtyType {
  const known = types.get(block);
  if (known) return known;
  const type = blockType(block);
  types.set(block, type);
  return type;
}

export function find<T>(items: Readonly<Record<string, T>> | undefined, name: string, kind: string): T {
  if (items && Object.hasOwn(items, name)) return items[name]!;
  throw new DiagnosticError({ severity: "error", summary: `The provider has no ${kind} "${name}"` });
}
