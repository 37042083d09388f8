import { TerraformOutput } from "cdktf";
import { CallbackFunction } from "../../../lib";
import type { Ingress } from "../../../lib";
import { CODE, newStack, synth } from "../support";

/** Binds an ingress to a function in a stack of its own. */
export function bindTo(ingress: Ingress) {
  const stack = newStack();
  const endpoint = ingress.bind(stack, new CallbackFunction(stack, "Function", { code: CODE, timeout: 20 }));
  return { stack, endpoint };
}

/** Outputs of the stack for the address. */
export function addressOf(ingress: Ingress): { url: unknown; domain: unknown } {
  const { stack, endpoint } = bindTo(ingress);
  new TerraformOutput(stack, "url", { value: endpoint.url });
  new TerraformOutput(stack, "domain", { value: endpoint.domain });
  const output = synth(stack).output as Record<string, { value: unknown }>;
  return { url: output.url!.value, domain: output.domain!.value };
}
