import { TerraformOutput } from "cdktf";
import { describe, expect, it } from "vitest";
import { CallbackSecret } from "../../../lib";
import type { CallbackSecretOptions } from "../../../lib";
import { newStack, synth } from "../support";

function secret(options?: CallbackSecretOptions): { addresses: string[]; accepted: unknown; callbackUrl: unknown } {
  const stack = newStack();
  const made = new CallbackSecret(stack, "Secret", options);
  const endpoint = { url: "https://cb.example.com", domain: "cb.example.com" };
  new TerraformOutput(stack, "accepted", { value: made.accepted });
  new TerraformOutput(stack, "callbackUrl", { value: made.callbackUrl(endpoint) });
  const { resource, output } = synth(stack) as Record<string, Record<string, { value?: unknown }>>;
  return {
    addresses: Object.keys(resource!.terraform_data!),
    accepted: output!.accepted!.value,
    callbackUrl: output!.callbackUrl!.value,
  };
}

describe("CallbackSecret", () => {
  it("is 32 random hexadecimal digits that later plans leave alone", () => {
    const stack = newStack();
    new CallbackSecret(stack, "Secret");
    expect(Object.values(synth(stack).resource!.terraform_data as object)).toEqual([
      {
        input: { secret: '${substr(sha256(join("", [uuid(), uuid()])), 0, 32)}' },
        lifecycle: { create_before_destroy: true, ignore_changes: ["input"] },
      },
    ]);
  });

  it("is the last segment of the callback URL, and sensitive", () => {
    const { addresses, callbackUrl } = secret();
    expect(callbackUrl).toBe(
      `\${sensitive(join("/", ["https://cb.example.com", terraform_data.${addresses[0]}.output.secret]))}`,
    );
  });

  it("rotates by adding a secret, keeping the address of the one before, and accepting both", () => {
    const [zero, one, two] = [secret(), secret({ rotation: 1 }), secret({ rotation: 2 })];
    expect(zero.addresses).toHaveLength(1);
    expect(one.addresses).toEqual(expect.arrayContaining(zero.addresses));
    expect(one.addresses).toHaveLength(2);
    expect(two.addresses).toHaveLength(2);
    expect(two.addresses).not.toEqual(expect.arrayContaining(zero.addresses));
    expect(one.accepted).toMatch(/^\$\{sensitive\(join\(",", \[.*Rotation1_.*secret, .*Rotation0_.*secret\]\)\)\}$/);
    expect(one.callbackUrl).toContain("Rotation1_");
  });

  it("drops the secret before at once when told so", () => {
    const { addresses, accepted } = secret({ rotation: 1, acceptPrevious: false });
    expect(addresses).toEqual([expect.stringContaining("Rotation1_")]);
    expect(accepted).not.toContain("join");
  });

  it.each([-1, 1.5, NaN])("refuses rotation %d", (rotation) => {
    expect(() => secret({ rotation })).toThrow(
      `[stack/Secret] Rotation of the callback secret must be a whole number from 0 to 9007199254740991 (got ${rotation})`,
    );
  });
});
