/**
 * Generates the typed bindings of both Terraform providers into lib/providers/, from schema data in this repository:
 * no network, no provider binary. Neither schema has `provider_versions`, which would pin users to one exact version.
 */
import "./quiet-terraform";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ConstructsMakerProviderTarget, LANGUAGES, TerraformProviderConstraint } from "@cdktf/commons";
// Deep imports: the package's root loads jsii-pacmak, which is not one of its declared dependencies.
import { TerraformProviderGenerator } from "@cdktf/provider-generator/lib/get/generator/provider-generator";
import { sanitizeProviderSchema } from "@cdktf/provider-schema/src/provider-schema";
import { CodeMaker } from "codemaker";
import { version } from "../package.json";
import { PROVIDER_SCHEMA_JSON, PROVIDER_SOURCE } from "../provider/schema";

type ProviderSchema = Parameters<typeof sanitizeProviderSchema>[0];

const ROOT = join(__dirname, "..");
const OUT = join(ROOT, "lib/providers"); // the generator puts each provider's files into a folder with the provider's name

/** 1.83.16 is the first release with `tencentcloud_scf_trigger`. */
const TENCENTCLOUD = "tencentcloudstack/tencentcloud@~> 1.83, >= 1.83.16";

/** Our own provider is part of the package, so only the version of the package fits. */
const TENCENTCI = `${PROVIDER_SOURCE}@${version}`;

/** Blocks that no construct uses, and that are larger than those in use. `addOverride` can still set them. */
const LEFT_OUT: Readonly<Record<string, readonly string[]>> = {
  tencentcloud_api_gateway_api: [
    ...["micro_services", "oauth_config", "service_config_cos_config", "service_tsf_health_check_conf"],
    ...["service_tsf_load_balance_conf", "target_services", "target_services_health_check_conf"],
  ],
  tencentcloud_cls_alarm: ["analysis", "call_back", "monitor_notice", "multi_conditions"],
  tencentcloud_cls_alarm_notice: ["deliver_config", "notice_rules"],
  tencentcloud_scf_function: ["image_config", "triggers"],
};

/** CI templates: their bindings would add half the size of all others. `JobTemplate` needs none. */
const WITHOUT_BINDINGS = /^tencentcloud_ci_media_\w+_template$/;

/** Removes the omitted blocks from a schema. */
function withoutUnusedBlocks(schema: ProviderSchema): ProviderSchema {
  for (const { resource_schemas: resources } of Object.values(schema.provider_schemas ?? {})) {
    for (const type of Object.keys(resources)) if (WITHOUT_BINDINGS.test(type)) delete resources[type];
    for (const [type, names] of Object.entries(LEFT_OUT)) {
      for (const name of names) delete resources[type]!.block.block_types[name];
    }
  }
  return schema;
}

async function generate(constraint: string, schema: ProviderSchema): Promise<void> {
  const code = new CodeMaker();
  const generator = new TerraformProviderGenerator(code, sanitizeProviderSchema(schema));
  generator.generate(new ConstructsMakerProviderTarget(new TerraformProviderConstraint(constraint), LANGUAGES[0]!));
  await code.save(join(OUT, ".."));
}

/**
 * Makes `cdktf synth --hcl` print nested attributes as arguments. The generator prints blocks, which Terraform refuses.
 * @see https://github.com/hashicorp/terraform-cdk/tree/v0.21.0/packages/%40cdktf/provider-generator/lib/get/generator
 */
function printNestedAttributes(folder: string, schema: ProviderSchema): void {
  for (const { resource_schemas: resources } of Object.values(schema.provider_schemas ?? {})) {
    for (const [type, { block }] of Object.entries(resources)) {
      const nested = Object.entries(block.attributes ?? {}).filter(([, attribute]) => "nested_type" in attribute);
      if (nested.length === 0) continue;
      const file = join(folder, type.slice(type.indexOf("_") + 1).replaceAll("_", "-"), "index.ts");
      const code = readFileSync(file, "utf8");
      writeFileSync(
        file,
        nested.reduce((text, [name]) => asArgument(text, name), code),
      );
    }
  }
}

function asArgument(code: string, name: string): string {
  const entry = new RegExp(`( {6}${name}: \\{\\s+value: \\w+)ToHclTerraform\\((.*)\\),\\s+isBlock: true,[^}]*\\}`);
  if (!entry.test(code)) throw new Error(`Generated bindings must have the nested attribute ${name} (got none)`);
  return code.replace(
    entry,
    '$1ToTerraform($2),\n        isBlock: false,\n        type: "any",\n        storageClassType: "any",\n      }',
  );
}

async function main(): Promise<void> {
  rmSync(OUT, { recursive: true, force: true });
  const schemaFile = join(ROOT, "local/vendor/tencentcloud.schema.json");
  await generate(TENCENTCLOUD, withoutUnusedBlocks(JSON.parse(readFileSync(schemaFile, "utf8")) as ProviderSchema));
  const tencentciSchema = PROVIDER_SCHEMA_JSON as unknown as ProviderSchema;
  await generate(TENCENTCI, tencentciSchema);
  printNestedAttributes(join(OUT, "tencentci"), tencentciSchema);
}

void main();
