import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import { ScfTrigger } from "#tencentcloud/scf-trigger";
import { jsonTemplate } from "../terraform/json-template";
import { addressOf } from "../terraform/terraform-address";
import { TerraformData } from "../terraform/terraform-data";
import type { CallbackFunction } from "./callback-function";

/** A trigger for events on objects of a bucket. */
export interface ObjectTriggerProps {
  readonly function: CallbackFunction;
  /** Host of the bucket, such as `media-1250000000.cos.ap-guangzhou.myqcloud.com`. */
  readonly bucketHost: string;
  /** COS's name of the event, such as `cos:ObjectCreated:*`. */
  readonly event: string;
  readonly prefix: string;
  /** Id of the construct that forces replacement of the trigger. */
  readonly identityId: string;
  /** Resources that must exist before the trigger, besides the function. @default - none */
  readonly dependsOn?: readonly ITerraformDependable[];
}

/** Calls a function for every event on an object under a prefix. */
export function addObjectTrigger(
  scope: Construct,
  id: string,
  { function: fn, bucketHost, event, prefix, identityId, dependsOn }: ObjectTriggerProps,
): { readonly trigger: ScfTrigger; readonly identity: TerraformData } {
  const triggerName = bucketHost; // the only name that the provider accepts
  const triggerDesc = jsonTemplate({ event, filter: { Prefix: prefix, Suffix: "" } });
  // The provider plans another name as an update in place but sends nothing. The platform may refuse other changes.
  const identity = new TerraformData(scope, identityId, { input: { triggerName, triggerDesc } });
  const trigger = new ScfTrigger(scope, id, {
    ...shared(fn, dependsOn),
    ...{ type: "cos", triggerName, triggerDesc },
    lifecycle: { replaceTriggeredBy: [addressOf(identity)] },
  });
  return { trigger, identity };
}

/** Calls a function at an interval of minutes. */
export function addTimer(
  scope: Construct,
  id: string,
  {
    function: fn,
    name,
    minutes,
  }: { readonly function: CallbackFunction; readonly name: string; readonly minutes: number },
): ScfTrigger {
  // The provider reads a timer back as a bare expression; any other form shows as a change in every plan.
  const triggerDesc = `0 */${minutes} * * * * *`;
  return new ScfTrigger(scope, id, { ...shared(fn), type: "timer", triggerName: name, triggerDesc });
}

function shared(
  { functionName, namespace, qualifier, callable }: CallbackFunction,
  dependsOn: readonly ITerraformDependable[] = [],
) {
  return {
    ...{ functionName, namespace, qualifier },
    enable: "OPEN", // always read back; without it, every plan shows a change
    dependsOn: [...callable, ...dependsOn],
  };
}
