/** Schemas and diagnostics as protocol messages. */
import { visible } from "../../api/visible";
import type { AttributePath, Diagnostic } from "./diagnostics";
import { messages } from "./messages";
import type { Attribute, Block, BlockNesting, Schema } from "./schema";

const NESTING: Readonly<Record<BlockNesting, number>> = { single: 1, list: 2, set: 3, map: 4, group: 5 };
const SEVERITY = { error: 1, warning: 2 } as const;
const STRING_KIND = { plain: 0, markdown: 1 } as const;

/** By schema: a process may serve several runs of Terraform, and each asks for all schemas. */
const encoded = new WeakMap<Schema, Uint8Array>();

/** A schema as an encoded message. */
export function wireSchema(schema: Schema): Uint8Array {
  const { version, block } = schema;
  const known = encoded.get(schema);
  const bytes = known ?? messages.encode("Schema", { version, block: wireBlock(block) });
  if (!known) encoded.set(schema, bytes);
  return bytes;
}

function wireBlock(block: Block): object {
  return {
    attributes: wireAttributes(block.attributes ?? {}),
    blockTypes: Object.entries(block.block_types ?? {}).map(([typeName, nested]) => ({
      typeName,
      block: wireBlock(nested.block),
      nesting: NESTING[nested.nesting_mode],
      minItems: nested.min_items ?? 0,
      maxItems: nested.max_items ?? 0,
    })),
    ...described(block),
  };
}

function wireAttributes(attributes: Readonly<Record<string, Attribute>>): object[] {
  return Object.entries(attributes).map(([name, attribute]) => ({
    name,
    ...(attribute.nested_type
      ? {
          nestedType: {
            attributes: wireAttributes(attribute.nested_type.attributes),
            nesting: NESTING[attribute.nested_type.nesting_mode],
          },
        }
      : { type: Buffer.from(JSON.stringify(attribute.type)) }),
    required: attribute.required ?? false,
    optional: attribute.optional ?? false,
    computed: attribute.computed ?? false,
    sensitive: attribute.sensitive ?? false,
    writeOnly: attribute.write_only ?? false,
    ...described(attribute),
  }));
}

function described(item: Pick<Block, "description" | "description_kind" | "deprecated">): object {
  return {
    description: item.description ?? "",
    descriptionKind: STRING_KIND[item.description_kind ?? "plain"],
    deprecated: item.deprecated ?? false,
  };
}

export function wirePath(path: AttributePath): object {
  return {
    steps: path.map((step) => {
      if (typeof step === "number") return { elementKeyInt: step };
      return typeof step === "string" ? { attributeName: step } : { elementKeyString: step.key };
    }),
  };
}

export function wireDiagnostics(diagnostics: readonly Diagnostic[], redact: (text: string) => string): object[] {
  return diagnostics.map(({ severity, summary, detail, attribute }) => ({
    severity: SEVERITY[severity],
    summary: visible(redact(summary)),
    detail: visible(redact(detail ?? ""), "\n\t"),
    ...(attribute && attribute.length > 0 ? { attribute: wirePath(attribute) } : {}),
  }));
}
