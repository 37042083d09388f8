import { ApiError, number, text } from "../kind";
import type { Attributes, KindContext, ResourceKind, StoredResource } from "../kind";
import { rulesOf } from "../../vendor/schema";
import type { FunctionConfig, FunctionName, ScfFunction } from "../../scf/model";
import { checkZip } from "../../scf/unpack";

const TYPE = "tencentcloud_scf_function";
const MAX_ENVIRONMENT_BYTES = 4096;
const MAX_MEMORY_MB = 3072;

/** A function with its code. */
export const scfFunction: ResourceKind = {
  async create(attributes, context) {
    const name = nameOf(attributes, context);
    const config = configOf(attributes);
    checkTopic(attributes, context);
    const code = await codeOf(attributes, context);
    if (context.functions.find(name)) {
      throw new ApiError("ResourceInUse.FunctionName", `function ${name.name} exists in namespace ${name.namespace}`);
    }
    const created = context.functions.create(name, config, code);
    return {
      id: `${name.namespace}+${name.name}`,
      function_id: created.functionId,
      status: "Active",
      ...platformAttributes(attributes, code, context),
    };
  },

  read(resource, context) {
    if (!context.functions.find(nameOf(resource.attributes, context))) return undefined;
    const triggers = triggersOf(resource, context).map(({ attributes }) => ({
      name: text(attributes, "trigger_name"),
      type: text(attributes, "type"),
      trigger_desc: text(attributes, "trigger_attribute"),
      enable: text(attributes, "enable") !== "CLOSE",
      custom_argument: text(attributes, "custom_argument"),
      create_time: text(attributes, "add_time"),
      modify_time: text(attributes, "mod_time"),
    }));
    // Without a VPC the public network cannot be switched off. The platform is assumed to report it as on.
    const enable_public_net =
      text(resource.attributes, "vpc_id") === "" || resource.attributes["enable_public_net"] === true;
    return { trigger_info: triggers, enable_public_net };
  },

  async update(attributes, prior, context) {
    const target = requireFunction(nameOf(prior.attributes, context), context);
    const config = configOf(attributes);
    checkTopic(attributes, context);
    const hasNewCode =
      context.files["zip_file"] !== undefined ||
      OBJECT_ATTRIBUTES.some((name) => attributes[name] !== prior.attributes[name]);
    const code = hasNewCode ? await codeOf(attributes, context) : target.latest.code;
    context.functions.update(target, config, code);
    return { ...networkOf(attributes, prior.attributes), ...platformAttributes(attributes, code, context) };
  },

  async delete(resource, context) {
    const target = context.functions.find(nameOf(resource.attributes, context));
    // Deleting a function deletes its triggers.
    for (const trigger of triggersOf(resource, context)) await context.resources.delete(trigger);
    if (target) context.functions.delete(target);
  },
};

/** Attributes that name code in COS; a change means new code. */
const OBJECT_ATTRIBUTES = ["cos_bucket_name", "cos_object_name", "cos_bucket_region"];

/** The function with this name; throws the platform's error. */
export function requireFunction(name: FunctionName, { functions }: KindContext): ScfFunction {
  const target = functions.find(name);
  if (!target) throw new ApiError("ResourceNotFound.FunctionName", `function ${name.name} does not exist`);
  return target;
}

function nameOf(attributes: Attributes, { region }: KindContext): FunctionName {
  return { region, namespace: text(attributes, "namespace") || "default", name: text(attributes, "name") };
}

function triggersOf(resource: StoredResource, { resources }: KindContext): StoredResource[] {
  const { name, namespace } = resource.attributes;
  return resources
    .ofType("tencentcloud_scf_trigger")
    .filter(({ region, attributes }) => region === resource.region && attributes["function_name"] === name)
    .filter(({ attributes }) => attributes["namespace"] === (namespace ?? "default"));
}

/** The configuration, after checks that only the platform makes. */
function configOf(attributes: Attributes): FunctionConfig {
  const environment = (attributes["environment"] ?? {}) as Record<string, string>;
  const size = Object.entries(environment).reduce((sum, [name, value]) => sum + Buffer.byteLength(name + value), 0);
  if (size > MAX_ENVIRONMENT_BYTES) {
    throw new ApiError(
      "InvalidParameterValue.EnvironmentExceededLimit",
      `environment variables must be at most ${MAX_ENVIRONMENT_BYTES} bytes in all (got ${size})`,
    );
  }
  const memoryMb = number(attributes, "mem_size", 128);
  if (memoryMb < 64 || memoryMb > MAX_MEMORY_MB) {
    throw new ApiError("InvalidParameterValue.Memory", `memory must be 64 to ${MAX_MEMORY_MB} MB (got ${memoryMb})`);
  }
  return {
    handler: text(attributes, "handler") || "index.main_handler",
    runtime: text(attributes, "runtime") || text(rulesOf(TYPE).read_back ?? {}, "runtime"),
    type: text(attributes, "func_type") || "Event",
    memoryMb,
    timeoutS: number(attributes, "timeout", 3),
    environment,
    role: text(attributes, "role") || undefined,
  };
}

/** Refuses a topic of another log set. Topics that no stack created are not checked. */
function checkTopic(attributes: Attributes, { region, resources }: KindContext): void {
  const [logsetId, topicId] = [text(attributes, "cls_logset_id"), text(attributes, "cls_topic_id")];
  if ((logsetId === "") !== (topicId === "")) {
    throw new ApiError("InvalidParameterValue.Cls", "cls_logset_id and cls_topic_id must be given together");
  }
  const topic = resources.find({ type: "tencentcloud_cls_topic", id: topicId, region });
  if (topic && topic.attributes["logset_id"] !== logsetId) {
    throw new ApiError("InvalidParameterValue.Cls", `topic ${topicId} belongs to another log set than ${logsetId}`);
  }
}

/** The code package: the file in the request, or the object in COS. */
async function codeOf(attributes: Attributes, { files, buckets }: KindContext): Promise<Uint8Array> {
  const code = files["zip_file"] ?? objectOf(attributes, buckets);
  if (!code)
    throw new ApiError("InvalidParameterValue.Code", "the local cloud runs code from a zip file or from COS only");
  await checkZip(code).catch((error: Error) => {
    throw new ApiError("InvalidParameterValue.ZipFile", error.message);
  });
  return code;
}

function objectOf(attributes: Attributes, buckets: KindContext["buckets"]): Uint8Array | undefined {
  const bucket = text(attributes, "cos_bucket_name");
  if (bucket === "") return undefined;
  const key = text(attributes, "cos_object_name").replace(/^\//, "");
  const object = buckets.find(bucket)?.objects.get(key);
  if (!object) throw new ApiError("ResourceNotFound.ObjectName", `object ${key} does not exist in bucket ${bucket}`);
  return object.body;
}

/** The provider sends a network only if there is one, so removing it has no effect. */
function networkOf(attributes: Attributes, prior: Attributes): Attributes {
  const { vpc_id = null, subnet_id = null } = text(attributes, "vpc_id") === "" ? prior : attributes;
  return { vpc_id, subnet_id };
}

function platformAttributes(attributes: Attributes, code: Uint8Array, { clock }: KindContext): Attributes {
  return {
    async_run_enable: text(attributes, "async_run_enable") || "FALSE",
    code_error: "",
    code_result: "success",
    code_size: code.length,
    host: "",
    modify_time: clock.timestamp().replace("T", " ").slice(0, 19),
    status_desc: "",
    vip: "",
  };
}
