import { text } from "../../resources/kind";
import type { Attributes, StoredResource } from "../../resources/kind";
import { listOf, optional } from "../action";
import type { ActionContext, Actions, Fields } from "../action";
import { attributesOf, fieldsOf, flag, mapOf, pairsOf, regularMembers, tagged } from "../members";
import type { Members } from "../members";
import { resourcesOf, FUNCTION, nameOf, requireFunction } from "./target";
import { triggersOf } from "./triggers";
import { deleteVersion, versionFields } from "./versions";

/** Members of a function's configuration. */
const CONFIGURATION: Members = {
  ...regularMembers(FUNCTION, ["layers", "intranet_config", "instance_concurrency_config"]),
  description: "Description",
  handler: "Handler",
  mem_size: "MemorySize",
  timeout: "Timeout",
  runtime: "Runtime",
  role: "Role",
  cls_logset_id: "ClsLogsetId",
  cls_topic_id: "ClsTopicId",
  l5_enable: flag("L5Enable"),
  dns_cache: flag("DnsCache"),
  // An update that removes all variables sends one without a name.
  environment: {
    name: "Environment",
    toAttribute: (value) => mapOf(listOf(value as Fields, "Variables").filter(({ Key }) => Key !== "")),
    toMember: (value) => ({ Variables: pairsOf(value as Attributes) }),
  },
};
/** Members set at creation, in every answer. */
const IDENTITY: Members = { func_type: "Type", async_run_enable: "AsyncRunEnable", tags: tagged("Tags") };

/** Types deleted with their function, in the order of deletion. */
const DEPENDENTS = [
  "tencentcloud_scf_trigger",
  "tencentcloud_scf_provisioned_concurrency_config",
  "tencentcloud_scf_reserved_concurrency_config",
  "tencentcloud_scf_function_event_invoke_config",
  "tencentcloud_scf_function_alias",
  "tencentcloud_scf_function_version",
];

export const functions: Actions = {
  async CreateFunction(request, context) {
    const { namespace, name } = nameOf(request, context);
    const attributes = {
      name,
      namespace,
      ...attributesOf({ ...CONFIGURATION, ...IDENTITY }, request),
      ...networkOf(request),
      ...sourceOf(request, context),
    };
    await context.resources.create(FUNCTION, context.region, attributes, filesOf(request));
    return {};
  },

  GetFunction(request, context) {
    const found = requireFunction(request, context);
    return { ...functionFields(found), ...versionFields(request, context), Triggers: triggersOf(request, context) };
  },

  async UpdateFunctionCode(request, context) {
    const found = requireFunction(request, context);
    const attributes = { ...attributesOf({ handler: "Handler" }, request), ...sourceOf(request, context) };
    await context.resources.update(found, { ...found.attributes, ...attributes }, filesOf(request));
    return {};
  },

  async UpdateFunctionConfiguration(request, context) {
    const found = requireFunction(request, context);
    const attributes = { ...attributesOf(CONFIGURATION, request), ...networkOf(request) };
    await context.resources.update(found, { ...found.attributes, ...attributes }, {});
    return {};
  },

  async DeleteFunction(request, context) {
    const found = requireFunction(request, context);
    if (optional(request, "Qualifier") !== "") return deleteVersion(request, context);
    for (const type of DEPENDENTS) {
      for (const dependent of resourcesOf(type, request, context)) await context.resources.delete(dependent);
    }
    await context.resources.delete(found);
    return {};
  },
};

/** The network members of the request. */
function networkOf({ VpcConfig, PublicNetConfig }: Fields): Attributes {
  const network = PublicNetConfig as { PublicNetStatus?: string; EipConfig?: { EipStatus?: string } } | undefined;
  return {
    ...(VpcConfig && attributesOf({ vpc_id: "VpcId", subnet_id: "SubnetId" }, VpcConfig as Fields)),
    ...(network && {
      enable_public_net: network.PublicNetStatus === "ENABLE",
      enable_eip_config: network.EipConfig?.EipStatus === "ENABLE",
    }),
  };
}

/** Source of code that is not in the request. The API names a bucket without the account's number. */
function sourceOf({ Code }: Fields, { settings }: ActionContext): Attributes {
  const { CosBucketName = null, ...code } = (Code ?? {}) as Fields;
  if (CosBucketName === null) return {};
  return {
    cos_bucket_name: `${CosBucketName as string}-${settings.appId}`,
    ...attributesOf({ cos_object_name: "CosObjectName", cos_bucket_region: "CosBucketRegion" }, code),
  };
}

function filesOf({ Code }: Fields): Record<string, Uint8Array> {
  const { ZipFile } = (Code ?? {}) as { readonly ZipFile?: string };
  return ZipFile === undefined ? {} : { zip_file: Buffer.from(ZipFile, "base64") };
}

function functionFields({ attributes }: StoredResource): Fields {
  const state = (name: string): string => (attributes[name] === true ? "ENABLE" : "DISABLE");
  return {
    VpcConfig: { VpcId: text(attributes, "vpc_id"), SubnetId: text(attributes, "subnet_id") },
    PublicNetConfig: {
      PublicNetStatus: state("enable_public_net"),
      EipConfig: { EipStatus: state("enable_eip_config"), EipAddress: [] },
    },
    // The platform's defaults.
    Description: "",
    Environment: { Variables: [] },
    Role: "",
    L5Enable: "FALSE",
    DnsCache: "FALSE",
    Layers: [],
    Tags: [],
    ...fieldsOf({ ...CONFIGURATION, ...IDENTITY }, attributes),
    FunctionName: text(attributes, "name"),
    Namespace: text(attributes, "namespace"),
    FunctionId: text(attributes, "function_id"),
    Status: text(attributes, "status"),
    StatusDesc: text(attributes, "status_desc"),
    CodeSize: attributes["code_size"] ?? 0,
    CodeResult: text(attributes, "code_result"),
    CodeError: text(attributes, "code_error"),
    CodeInfo: "",
    ErrNo: 0,
    ModTime: text(attributes, "modify_time"),
    InstallDependency: "FALSE",
    EipConfig: { EipFixed: "FALSE", Eips: [] },
    AccessInfo: { Host: text(attributes, "host"), Vip: text(attributes, "vip") },
  };
}
