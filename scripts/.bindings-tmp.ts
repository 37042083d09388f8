/**
 * Generates the typed bindings of both Terraform providers into lib/providers/, from schema data in this repository:
 * no network, no provider binary. Neither schema has `provider_versions`, which would pin users to one exact version.
 */
import "./quiet-terraform";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { ConstructsMakerProviderTarget, LANGUAGES, TerraformProviderConstraint } from "@cdktf/commons";
// Deep imports: the package's root loads jsii-pacmak, which it does not declare as a dependency.
import { TerraformProviderGenerator } from "@cdktf/provider-generator/lib/get/generator/provider-generator";
import { sanitizeProviderSchema } from "@cdktf/provider-schema/src/provider-schema";
import { CodeMaker } from "codemaker";
import { version } from "../package.json";
import { PROVIDER_SCHEMA_JSON, PROVIDER_SOURCE } from "../provider/schema";

type ProviderSchema = Parameters<typeof sanitizeProviderSchema>[0];

const ROOT = join(__dirname, "..");
const OUT = "/tmp/bind/lib/providers"; // the generator puts each provider's files into a folder of its name

/** 1.83.16 is the first release with `tencentcloud_scf_trigger`. */
const TENCENTCLOUD = "tencentcloudstack/tencentcloud@~> 1.83, >= 1.83.16";

/** Our own provider comes with the package, so it has the package's version and no other will do. */
const TENCENTCI = `${PROVIDER_SOURCE}@${version}`;

async function generate(constraint: string, schema: ProviderSchema): Promise<void> {
  const code = new CodeMaker();
  const generator = new TerraformProviderGenerator(code, sanitizeProviderSchema(schema));
  generator.generate(new ConstructsMakerProviderTarget(new TerraformProviderConstraint(constraint), LANGUAGES[0]!));
  await code.save(join(OUT, ".."));
}

async function main(): Promise<void> {
  rmSync(OUT, { recursive: true, force: true });
  const schemaFile = join(ROOT, "local/vendor/tencentcloud.schema.json");
  await generate(TENCENTCLOUD, JSON.parse(readFileSync(schemaFile, "utf8")) as ProviderSchema);
  await generate(TENCENTCI, PROVIDER_SCHEMA_JSON as unknown as ProviderSchema);
}

void main();
