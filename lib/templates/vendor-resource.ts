import { TerraformResource } from "cdktf";
import type { TerraformMetaArguments } from "cdktf";
import type { Construct } from "constructs";

/** Properties of `VendorResource`. */
export interface VendorResourceProps extends TerraformMetaArguments {
  /** Type of the resource, such as `tencentcloud_ci_media_snapshot_template`. */
  readonly type: string;
  /** Its arguments by the provider's names. A block is a list of objects. */
  readonly values: Readonly<Record<string, unknown>>;
}

/**
 * A resource of the vendor's provider without generated bindings: those of all templates would be as large as all other
 * bindings together.
 */
export class VendorResource extends TerraformResource {
  readonly #values: VendorResourceProps["values"];

  constructor(scope: Construct, id: string, { type, values, ...meta }: VendorResourceProps) {
    super(scope, id, {
      ...meta,
      terraformResourceType: type,
      terraformGeneratorMetadata: { providerName: "tencentcloud" },
    });
    this.#values = values;
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    return { ...this.#values };
  }

  protected override synthesizeHclAttributes(): Record<string, unknown> {
    return hclForm(this.#values);
  }
}

/** Tells the core to print arguments as such, and lists of objects as blocks. */
function hclForm(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      Array.isArray(value)
        ? { value: value.map((item) => hclForm(item as Record<string, unknown>)), isBlock: true, type: "list" }
        : { value, isBlock: false, type: "simple", storageClassType: "string" },
    ]),
  );
}
