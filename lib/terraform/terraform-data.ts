import { TerraformResource } from "cdktf";
import type { TerraformMetaArguments } from "cdktf";
import type { Construct } from "constructs";
import { printHcl } from "./hcl";
import { CREATE_FIRST } from "./replacement";

/** Properties of `TerraformData`. */
export interface TerraformDataProps extends TerraformMetaArguments {
  /** Value to store; may contain tokens. */
  readonly input: Readonly<Record<string, unknown>>;
}

/**
 * A value in Terraform's state: the built-in `terraform_data`. cdktf's class for it, `DataResource`, runs
 * `terraform version` for every instance at every synthesis, which takes longer than the rest of the synthesis.
 *
 * @see https://developer.hashicorp.com/terraform/language/resources/terraform-data
 */
export class TerraformData extends TerraformResource {
  readonly #input: TerraformDataProps["input"];

  constructor(scope: Construct, id: string, { input, ...meta }: TerraformDataProps) {
    super(scope, id, {
      ...meta,
      lifecycle: { ...CREATE_FIRST, ...meta.lifecycle }, // resources of both classes depend on it: see `CREATE_FIRST`
      terraformResourceType: "terraform_data",
      terraformGeneratorMetadata: { providerName: "terraform" },
    });
    this.#input = input;
    printHcl(this);
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    return { input: this.#input };
  }

  protected override synthesizeHclAttributes(): Record<string, unknown> {
    return { input: { value: this.#input, isBlock: false, type: "map", storageClassType: "stringMap" } };
  }
}
