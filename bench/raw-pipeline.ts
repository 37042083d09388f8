import { createRequire } from "node:module";
import { join } from "node:path";
import { DataResource, Fn, TerraformLocal } from "cdktf";
import type { TerraformResource, TerraformStack } from "cdktf";
import type * as Secrets from "../lib/providers/tencentci/callback-secret";
import type * as MediaQueues from "../lib/providers/tencentci/media-queue";
import type * as MediaServices from "../lib/providers/tencentci/media-service";
import type * as Functions from "../lib/providers/tencentcloud/scf-function";
import type * as Aliases from "../lib/providers/tencentcloud/scf-function-alias";
import type * as Versions from "../lib/providers/tencentcloud/scf-function-version";
import type * as Triggers from "../lib/providers/tencentcloud/scf-trigger";

const DIST = join(__dirname, "../dist/lib");
const load = createRequire(__filename);

const LEFT_VPC = {
  condition: "${try(length(self.vpc_id) == 0, true)}",
  errorMessage:
    "The vendor's provider cannot remove a function from its VPC. Set another functionName, which creates a new function and destroys this one once CI has the new address. Or set vpc again.",
};

const LOST_LOGS =
  "The vendor's provider cannot reset the log topic of a function, which would then write to a deleted topic. Set another functionName, which creates a new function and destroys this one once CI has the new address. Or set logs again.";

/** The resources of a pipeline with a queue, created one by one from the bindings, with the attributes that the pipeline gives them. */
export function rawPipeline(stack: TerraformStack, n: number, zipFile: string): void {
  const bindings = <T>(name: string): T => load(join(DIST, "providers", name, "index.js")) as T;
  const { ScfFunction } = bindings<typeof Functions>("tencentcloud/scf-function");
  const { ScfFunctionVersion } = bindings<typeof Versions>("tencentcloud/scf-function-version");
  const { ScfFunctionAlias } = bindings<typeof Aliases>("tencentcloud/scf-function-alias");
  const { ScfTrigger } = bindings<typeof Triggers>("tencentcloud/scf-trigger");
  const { CallbackSecret } = bindings<typeof Secrets>("tencentci/callback-secret");
  const { MediaService } = bindings<typeof MediaServices>("tencentci/media-service");
  const { MediaQueue } = bindings<typeof MediaQueues>("tencentci/media-queue");

  const bucket = `b${n}-1250000000`;
  const region = "ap-guangzhou";
  const namespace = "default";
  const createFirst = { createBeforeDestroy: true };
  const secret = new CallbackSecret(stack, `Secret${n}`, {
    rotation: 0,
    acceptPrevious: true,
    lifecycle: createFirst,
  });
  const environment = {
    CI_CALLBACK_BUCKET: bucket,
    CI_CALLBACK_REGION: region,
    CI_CALLBACK_SECRETS: Fn.sensitive(secret.accepted) as string,
  };
  const fn = new ScfFunction(stack, `Function${n}`, {
    name: `function-${n}`,
    namespace,
    description: "CI callback handler",
    handler: "index.main_handler",
    runtime: "Nodejs18.15",
    memSize: 256,
    timeout: 30,
    zipFile,
    environment,
    enablePublicNet: true,
    lifecycle: { ...createFirst, postcondition: [LEFT_VPC] },
  });
  for (const [id, errorMessage] of [
    ["VpcUse", LEFT_VPC.errorMessage],
    ["LogUse", LOST_LOGS],
  ] as const) {
    new DataResource(stack, `${id}${n}`, {
      input: { isUsed: false },
      lifecycle: {
        ...createFirst,
        ignoreChanges: ["input"],
        postcondition: [{ condition: "${!self.output.isUsed}", errorMessage }],
        replaceTriggeredBy: [`${address(fn)}.id`],
      },
    });
  }
  const released = new TerraformLocal(stack, `Settings${n}`, {
    handler: "index.main_handler",
    runtime: "Nodejs18.15",
    mem_size: 256,
    timeout: 30,
    environment,
    enable_public_net: true,
  });
  const settings = Fn.substr(Fn.nonsensitive(Fn.sha256(Fn.jsonencode(released.expression))) as string, 0, 16);
  const version = new ScfFunctionVersion(stack, `Version${n}`, {
    functionName: fn.name,
    namespace,
    description: `code ${zipFile.slice(7, 23)} settings ${settings}`,
    lifecycle: createFirst,
  });
  const aliasIdentity = new DataResource(stack, `Release${n}`, {
    input: { name: "live" },
    lifecycle: createFirst,
  });
  const alias = new ScfFunctionAlias(stack, `Alias${n}`, {
    name: "live",
    functionName: fn.name,
    namespace,
    functionVersion: version.functionVersion,
    description: `version ${version.functionVersion}`,
    routingConfig: { additionalVersionWeights: [] },
    lifecycle: { ...createFirst, replaceTriggeredBy: [address(aliasIdentity), `${address(fn)}.id`] },
  });
  const triggerDesc = '{"AuthType":"NONE","NetConfig":{"EnableExtranet":true,"EnableIntranet":false}}';
  const identity = new DataResource(stack, `Identity${n}`, {
    input: { description: triggerDesc, qualifier: alias.name },
    lifecycle: createFirst,
  });
  const trigger = new ScfTrigger(stack, `Trigger${n}`, {
    functionName: fn.name,
    namespace,
    type: "http",
    enable: "OPEN",
    qualifier: alias.name,
    triggerDesc,
    lifecycle: {
      ...createFirst,
      replaceTriggeredBy: [address(identity)],
      postcondition: [
        {
          condition: '${try(jsondecode(self.trigger_attribute).NetConfig.ExtranetUrl, "") != ""}',
          errorMessage:
            "The platform has not assigned the function's URL yet. Nothing is lost: run apply again in a minute or so.",
        },
      ],
    },
  });
  const answer: unknown = Fn.jsondecode(trigger.triggerAttribute);
  const url = Fn.trimsuffix(Fn.lookupNested(answer, ["NetConfig", "ExtranetUrl"]) as string, "/");
  const service = new MediaService(stack, `Service${n}`, { bucket, region, disableOnDestroy: false });
  new MediaQueue(stack, `Queue${n}`, {
    bucket,
    region,
    notifyConfig: {
      ...{ state: "On", event: ["TaskFinish", "WorkflowFinish"], resultFormat: "JSON", type: "Url" },
      url: Fn.sensitive(Fn.join("/", [url, secret.current])) as string,
    },
    dependsOn: [alias, service],
  });
}

function address(resource: TerraformResource): string {
  return `${resource.terraformResourceType}.${resource.friendlyUniqueId}`;
}
