import { CiCallbackPipeline, Delivery } from "../../../lib";
import type { CiCallbackPipelineProps, DurableDeliveryOptions } from "../../../lib";
import { CODE, newStack, resources, synth } from "../support";
import type { Block } from "../support";

export const BUCKET = "media-1250000000";

export function pipeline(options?: DurableDeliveryOptions, props: Partial<CiCallbackPipelineProps> = {}) {
  const stack = newStack();
  const delivery = options && Delivery.durable(options);
  const construct = new CiCallbackPipeline(stack, "Media", {
    ...{ bucket: BUCKET, region: "ap-guangzhou", code: CODE, delivery, queue: {} },
    ...props,
  });
  return { stack, construct };
}

export type Stack = ReturnType<typeof pipeline>["stack"];

/** Environment of a function by its role. */
export function environmentOf(stack: Stack, role: string): Record<string, string> {
  const all = resources(stack, "tencentcloud_scf_function").map(
    ({ environment }) => environment as Record<string, string>,
  );
  const found = all.filter((environment) => environment["CI_CALLBACK_DELIVERY"] === role);
  if (found.length !== 1) throw new Error(`expected one ${role}, found ${found.length}`);
  return found[0]!;
}

/** Permissions of a function's role, as `action resource`. */
export function allowedTo(stack: Stack, part: string): string[] {
  const policies = (synth(stack).resource!["tencentcloud_cam_policy"] ?? {}) as Record<string, Block>;
  const [, policy] = Object.entries(policies).find(([name]) => name.includes(`_${part}_`)) ?? [];
  const { statement } = JSON.parse(policy!["document"] as string) as {
    readonly statement: readonly { readonly action: readonly string[]; readonly resource: readonly string[] }[];
  };
  const pairs = statement.flatMap(({ action, resource }) => action.flatMap((a) => resource.map((r) => `${a} ${r}`)));
  return pairs.map((pair) => pair.replace(/qcs::\w+:\S*uid\/\d+:/, "")).sort();
}
