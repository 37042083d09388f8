/** Facts about the vendor's provider, from the data files beside this one. No code depends on a resource type. */
import type { Block, Schema } from "../../provider/plugin/schema";
import type { Json } from "../resources/kind";
import behaviourFile from "./tencentcloud.behaviour.json";
import rulesFile from "./tencentcloud.rules.json";
import schemaFile from "./tencentcloud.schema.json";

const ADDRESS = "registry.terraform.io/tencentcloudstack/tencentcloud";

interface ProviderSchema {
  readonly provider: Schema;
  readonly resource_schemas: Readonly<Record<string, Schema>>;
  readonly data_source_schemas?: Readonly<Record<string, Schema>>;
}

/** Behaviour of an attribute beyond its type: flags of the vendor's schema that Terraform's schema lacks. */
export interface AttributeBehaviour {
  readonly default?: string | number | boolean;
  readonly force_new?: boolean;
  readonly conflicts_with?: readonly string[];
  readonly required_with?: readonly string[];
  readonly exactly_one_of?: readonly string[];
  readonly deprecated?: boolean;
  /** The provider checks the value; the rules file has the condition, if it is known. */
  readonly validated?: boolean;
}

/** Values of an attribute that the provider accepts at `terraform validate`. */
export interface AttributeRule {
  /** Regular expression that must match the whole text. */
  readonly pattern?: string;
  readonly one_of?: readonly (string | number)[];
  readonly min?: number;
  readonly max?: number;
  readonly multiple_of?: number;
  readonly min_length?: number;
  readonly max_length?: number;
  readonly format?: "ip";
}

/** Measured facts of a resource that neither of the other files has. */
export interface ResourceRules {
  /** Form of the id; `{name}` is an attribute. @default - generated */
  readonly id?: string;
  readonly validate?: Readonly<Record<string, AttributeRule>>;
  /** Attributes whose change the plan shows as an update and the provider refuses at apply. */
  readonly immutable?: readonly string[];
  /** Whether a failed update keeps the previous state (the SDK's `Partial`). @default false */
  readonly keeps_state_on_error?: boolean;
  /** Attributes that name a local file whose content is uploaded. */
  readonly files?: readonly string[];
  /** Attributes that the provider never reads from the platform. */
  readonly not_read_back?: readonly string[];
  /**
   * Value that the provider keeps for an attribute that the configuration leaves out: the platform's answer, or null
   * if the provider never reads a computed attribute. Dots separate a block and its attribute.
   */
  readonly read_back?: Readonly<Record<string, Json>>;
  /**
   * Values that the next read gives to attributes that are null after apply. The SDK keeps null only during apply.
   */
  readonly refreshed?: Readonly<Record<string, Json>>;
  /** Whether texts in blocks that the configuration leaves out come back as empty ones. @default false */
  readonly empty_in_blocks?: boolean;
}

const schemas = (schemaFile as unknown as { provider_schemas: Record<string, ProviderSchema> }).provider_schemas[
  ADDRESS
]!;
const behaviours = behaviourFile as unknown as Record<string, Record<string, AttributeBehaviour>>;
const rules = rulesFile as Record<string, ResourceRules>;

export const PROVIDER_SCHEMA: Schema = schemas.provider;
export const RESOURCE_TYPES: readonly string[] = Object.keys(schemas.resource_schemas);

/** The schema of a resource type, from the file. */
export function resourceSchema(type: string): Schema {
  const schema = schemas.resource_schemas[type];
  if (!schema) throw new Error(`resource type must be in tencentcloud.schema.json (got ${type})`);
  return schema;
}

/** Behaviour by attribute. Dots separate a block and its attribute. */
export function behaviourOf(type: string): Readonly<Record<string, AttributeBehaviour>> {
  return behaviours[type] ?? {};
}

export function rulesOf(type: string): ResourceRules {
  return rules[type] ?? {};
}

/** Names of a block's attributes and blocks. */
export function namesOf(block: Block): string[] {
  return [...Object.keys(block.attributes ?? {}), ...Object.keys(block.block_types ?? {})];
}
