/**
 * Schemas in the format of `terraform providers schema -json`, the common form for the wire, the generator of typed
 * bindings and providers read from a file.
 *
 * @see https://developer.hashicorp.com/terraform/cli/commands/providers/schema
 */

/** A type constraint of Terraform's type system, in its JSON form. */
export type CtyType =
  | "string"
  | "number"
  | "bool"
  | "dynamic"
  | readonly ["list" | "set" | "map", CtyType]
  | readonly ["object", Readonly<Record<string, CtyType>>]
  | readonly ["object", Readonly<Record<string, CtyType>>, readonly string[]]
  | readonly ["tuple", readonly CtyType[]];

/** How nested attributes repeat. */
export type AttributeNesting = "single" | "list" | "set" | "map";

/** How blocks repeat. */
export type BlockNesting = AttributeNesting | "group";

/** An attribute: exactly one of `type` and `nested_type` is given. */
export interface Attribute {
  readonly type?: CtyType;
  readonly nested_type?: NestedType;
  readonly required?: boolean;
  readonly optional?: boolean;
  readonly computed?: boolean;
  readonly sensitive?: boolean;
  /** Configured, but kept in no state and no plan. @default false */
  readonly write_only?: boolean;
  readonly deprecated?: boolean;
  readonly description?: string;
  readonly description_kind?: "plain" | "markdown";
}

/** Type of an attribute that is an object or a collection of objects. */
export interface NestedType {
  readonly nesting_mode: AttributeNesting;
  readonly attributes: Readonly<Record<string, Attribute>>;
}

/** The content of a block. */
export interface Block {
  readonly attributes?: Readonly<Record<string, Attribute>>;
  readonly block_types?: Readonly<Record<string, NestedBlock>>;
  readonly description?: string;
  readonly description_kind?: "plain" | "markdown";
  readonly deprecated?: boolean;
}

/** A block inside a block. */
export interface NestedBlock {
  readonly nesting_mode: BlockNesting;
  readonly block: Block;
  readonly min_items?: number;
  readonly max_items?: number;
}

/** Schema of a provider, a resource or a data source. */
export interface Schema {
  /** Increased when the state's format changes. */
  readonly version: number;
  readonly block: Block;
}

/** Type of an attribute's value. */
export function attributeType(attribute: Attribute): CtyType {
  if (attribute.type !== undefined) return attribute.type;
  if (attribute.nested_type === undefined) throw new Error("schema attribute has neither type nor nested_type");
  const { attributes, nesting_mode } = attribute.nested_type;
  return nest(nesting_mode, objectType(mapValues(attributes, attributeType)));
}

/** Type of a block's value: an object of its attributes and its blocks. */
export function blockType(block: Block): CtyType {
  return objectType({
    ...mapValues(block.attributes ?? {}, attributeType),
    ...mapValues(block.block_types ?? {}, nestedBlockType),
  });
}

/**
 * Terraform's type for blocks that repeat: elements of a list have one type, so blocks with dynamic attributes make a tuple,
 * whose type depends on the value.
 */
function nestedBlockType({ nesting_mode: mode, block }: NestedBlock): CtyType {
  const type = blockType(block);
  return (mode === "list" || mode === "map") && hasDynamic(type) ? "dynamic" : nest(mode, type);
}

function hasDynamic(type: CtyType): boolean {
  if (typeof type === "string") return type === "dynamic";
  if (type[0] === "object") return Object.values(type[1]).some(hasDynamic);
  return type[0] === "tuple" ? type[1].some(hasDynamic) : hasDynamic(type[1]);
}

/** Members are in Terraform's order, so that an encoded value has the same bytes when Terraform sends it back. */
function objectType(members: Readonly<Record<string, CtyType>>): CtyType {
  return ["object", Object.fromEntries(Object.entries(members).sort(([a], [b]) => (a < b ? -1 : 1)))];
}

function nest(mode: BlockNesting, type: CtyType): CtyType {
  return mode === "single" || mode === "group" ? type : [mode, type];
}

function mapValues<A, B>(record: Readonly<Record<string, A>>, change: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));
}
