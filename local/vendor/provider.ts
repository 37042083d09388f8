import { findAccount } from "../../api/credentials/account";
import type { AccountSettings } from "../../api/credentials/account";
import { DiagnosticError } from "../../provider/plugin/diagnostics";
import type { Provider } from "../../provider/plugin/provider";
import { isObject } from "../../provider/plugin/values";
import type { ObjectValue } from "../../provider/plugin/values";
import { rememberedDataSource, rememberedResource } from "../remembered/provider";
import { rememberedTypesIn } from "../remembered/types";
import { readValueFile, VALUE_FILE_VARIABLE } from "../remembered/value-file";
import { VendorClient } from "./client";
import { VENDOR_VERSION } from "./mirror";
import { vendorResource } from "./resource";
import { PROVIDER_SCHEMA, RESOURCE_TYPES } from "./schema";

/**
 * A simulation of `tencentcloudstack/tencentcloud`: its schema, its plans and its checks, with resources in the local
 * cloud instead of Tencent Cloud. Other types that the configuration uses are only remembered.
 *
 * @param directory Terraform's working directory, with the configuration
 */
export function vendorProvider(env: NodeJS.ProcessEnv, directory = process.cwd()): Provider<VendorClient> {
  const file = env[VALUE_FILE_VARIABLE];
  const values = file === undefined ? {} : readValueFile(file);
  const { resource, data } = rememberedTypesIn(directory, (type) => RESOURCE_TYPES.includes(type));
  return {
    name: "tencentcloud",
    source: "registry.terraform.io/tencentcloudstack/tencentcloud",
    version: VENDOR_VERSION,
    schema: PROVIDER_SCHEMA,
    // The vendor's provider uses the legacy SDK, whose plans Terraform checks by less strict rules.
    legacyTypeSystem: true,
    resources: {
      ...mapEntries(resource, (type, remembered) => rememberedResource(type, remembered, values)),
      ...Object.fromEntries(RESOURCE_TYPES.map((type) => [type, vendorResource(type, directory)])),
    },
    dataSources: mapEntries(data, (type, remembered) => rememberedDataSource(type, remembered, values)),
    configure: (config) => new VendorClient(clientOptions(config, env)),
  };
}

function mapEntries<A, B>(
  record: Readonly<Record<string, A>>,
  change: (name: string, value: A) => B,
): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(name, value)]));
}

const ACCOUNT_SETTINGS = [
  ...(["secret_id", "secret_key", "security_token", "region", "profile", "shared_credentials_dir"] as const),
];

function clientOptions(config: ObjectValue, env: NodeJS.ProcessEnv): ConstructorParameters<typeof VendorClient>[0] {
  const configured = isObject(config) ? config : {};
  const settings = Object.fromEntries(
    ACCOUNT_SETTINGS.flatMap((name) => (typeof configured[name] === "string" ? [[name, configured[name]]] : [])),
  ) as AccountSettings;
  const { credentials, region } = findAccount(settings, env);
  if (!credentials) {
    throw new DiagnosticError({
      severity: "error",
      summary: "Please set your `secret_id` and `secret_key`",
      detail:
        "Set them in the provider block, or set TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY, or name a profile of tccli.",
    });
  }
  const endpoint = env["TENCENTCI_ENDPOINT"];
  if (endpoint === undefined || !URL.canParse(endpoint)) {
    throw new DiagnosticError({
      severity: "error",
      summary: "TENCENTCI_ENDPOINT must be the address of a running local cloud",
      detail:
        "This provider simulates tencentcloudstack/tencentcloud and creates nothing in Tencent Cloud. Start a local cloud and set the variables that it prints, or unset TF_CLI_CONFIG_FILE to use the vendor's own provider.",
    });
  }
  return { endpoint: new URL(endpoint), region, ...credentials };
}
