import { TerraformOutput } from "cdktf";
import { describe, expect, it } from "vitest";
import { CallbackSecret, TencentciProvider } from "../../../lib";
import type { CallbackSecretProps } from "../../../lib";
import { newStack, synth } from "../support";

interface Synthesized {
  readonly address: string;
  readonly resource: Readonly<Record<string, unknown>>;
  readonly accepted: unknown;
  readonly callbackUrl: unknown;
}

function secret(props?: CallbackSecretProps): Synthesized {
  const stack = newStack();
  const created = new CallbackSecret(stack, "Secret", props);
  const endpoint = { url: "https://cb.example.com", domain: "cb.example.com" };
  new TerraformOutput(stack, "accepted", { value: created.accepted });
  new TerraformOutput(stack, "callbackUrl", { value: created.callbackUrl(endpoint) });
  const { resource, output } = synth(stack) as Record<string, Record<string, { value?: unknown }>>;
  const secrets = Object.entries(resource!["tencentci_callback_secret"]!);
  expect(secrets).toHaveLength(1);
  const [name, attributes] = secrets[0]!;
  return {
    address: `tencentci_callback_secret.${name}`,
    resource: attributes as Synthesized["resource"],
    accepted: output!["accepted"]!.value,
    callbackUrl: output!["callbackUrl"]!.value,
  };
}

describe("CallbackSecret", () => {
  it("is created by the tencentci provider, which the stack then contains", () => {
    const lifecycle = { create_before_destroy: true };
    expect(secret().resource).toEqual({ accept_previous: true, rotation: 0, lifecycle });
    const stack = newStack();
    new CallbackSecret(stack, "Secret");
    expect(Object.keys(synth(stack)["provider"] as object)).toContain("tencentci");
  });

  it("is the last segment of the callback URL, and sensitive", () => {
    const { address, callbackUrl } = secret();
    expect(callbackUrl).toBe(`\${sensitive(join("/", ["https://cb.example.com", ${address}.current]))}`);
  });

  it("keeps its state address at every rotation, and accepts the provider's values", () => {
    const [zero, seven] = [secret(), secret({ rotation: 7, acceptPrevious: false })];
    expect(seven.address).toBe(zero.address);
    expect(seven.resource).toMatchObject({ accept_previous: false, rotation: 7 });
    expect(seven.accepted).toBe(`\${sensitive(${zero.address}.accepted)}`);
  });

  it("uses the given provider", () => {
    const stack = newStack();
    const provider = new TencentciProvider(stack, "Other", { alias: "other" });
    new CallbackSecret(stack, "Secret", { provider });
    const { resource } = synth(stack) as Record<string, Record<string, Record<string, { provider: string }>>>;
    const [attributes] = Object.values(resource!["tencentci_callback_secret"]!);
    expect(attributes!.provider).toBe("tencentci.other");
  });

  it.each([-1, 1.5, NaN])("refuses rotation %d", (rotation) => {
    expect(() => secret({ rotation })).toThrow(
      `[stack/Secret] Rotation of the callback secret must be a whole number from 0 to 9007199254740991 (got ${rotation})`,
    );
  });
});
