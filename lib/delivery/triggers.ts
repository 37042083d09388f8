import type { Construct } from "constructs";
import { ScfTrigger } from "#tencentcloud/scf-trigger";
import { claimOutput, claimTrigger } from "../validation/bucket-events";
import type { CallbackFunction } from "../function/callback-function";
import { jsonTemplate } from "../terraform/json-template";
import { addressOf } from "../terraform/terraform-address";
import { TerraformData } from "../terraform/terraform-data";
import type { Inbox } from "./inbox";

/** Calls a function for every object that comes into the inbox. */
export function onCallback(
  scope: Construct,
  id: string,
  inbox: Inbox,
  fn: CallbackFunction,
): { readonly inboxTrigger: ScfTrigger; readonly inboxTriggerIdentity: TerraformData } {
  const { bucketName, prefix } = inbox;
  const own = `${prefix}inbox/`;
  claimTrigger(scope, bucketName, own);
  claimOutput(
    scope,
    bucketName,
    `Inbox "${prefix}"`,
    (other) => other !== own && (other.startsWith(prefix) || prefix.startsWith(other)),
  );
  const triggerName = inbox.bucketHost; // the only name that the provider takes
  const triggerDesc = jsonTemplate({ event: "cos:ObjectCreated:Put", filter: { Prefix: own, Suffix: "" } });
  // The provider takes another name for a change in place, and sends nothing: no worker would be called any more.
  const inboxTriggerIdentity = new TerraformData(scope, `${id}Identity`, { input: { triggerName, triggerDesc } });
  const inboxTrigger = trigger(scope, id, fn, { type: "cos", triggerName, triggerDesc }, inboxTriggerIdentity);
  return { inboxTrigger, inboxTriggerIdentity };
}

/** Calls a function every so many minutes. */
export function everyMinutes(scope: Construct, id: string, minutes: number, fn: CallbackFunction): ScfTrigger {
  // The provider reads a timer back as a bare expression; any other form shows as a change in every plan.
  return trigger(scope, id, fn, { type: "timer", triggerName: "sweep", triggerDesc: `0 */${minutes} * * * * *` });
}

function trigger(
  scope: Construct,
  id: string,
  { functionName, namespace, qualifier, callable }: CallbackFunction,
  what: { readonly type: string; readonly triggerName: string; readonly triggerDesc: string },
  identity?: TerraformData,
): ScfTrigger {
  return new ScfTrigger(scope, id, {
    ...{ functionName, namespace, qualifier },
    ...what,
    enable: "OPEN", // always read back; left out, every plan shows a change
    dependsOn: [...callable],
    ...(identity && { lifecycle: { replaceTriggeredBy: [addressOf(identity)] } }),
  });
}
